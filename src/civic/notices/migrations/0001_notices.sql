-- The outbox: every message to a resident is a row before it is anything else. Today's transport is the screen
-- of the receipt; others read the same rows.
-- number 23
-- large
CREATE TABLE notice (
  town_id    t_id   NOT NULL,
  id         t_id   NOT NULL,
  case_id    t_id   NOT NULL,
  kind       t_text NOT NULL,  -- received, correction, decided, …
  transport  t_text NOT NULL,  -- screen
  title      t_text NOT NULL,
  body       t_text NOT NULL,
  state      t_text NOT NULL,  -- shown
  created_at t_time NOT NULL,
  read_at    t_time,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX notice_of ON notice (town_id, case_id, id);
