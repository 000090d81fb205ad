-- The outbox of events: what rooms and other systems may hear of, written with the act itself. No personal data.
-- number 70
-- large
CREATE TABLE event (
  town_id      t_id   NOT NULL,
  id           t_id   NOT NULL,
  name         t_text NOT NULL,   -- case.received, …
  case_id      t_id   NOT NULL,   -- 0: about no case
  case_version t_int  NOT NULL,   -- of the case after the act: 1, 2, … ; 0: about no case
  at           t_time NOT NULL,
  PRIMARY KEY (town_id, id)
);
