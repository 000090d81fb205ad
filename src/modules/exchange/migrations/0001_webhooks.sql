-- Webhooks: who is told of which events, what was sent, and each try.
-- number 71
CREATE TABLE webhook (
  town_id       t_id   NOT NULL,
  id            t_id   NOT NULL,
  title         t_text NOT NULL,   -- 会計システム
  url           t_text NOT NULL,
  names         t_text NOT NULL,   -- of events, between blanks: "case.received case.decided"
  sealed_secret t_text NOT NULL,   -- by the vault
  state         t_text NOT NULL,   -- active, paused, resuming (held deliveries are being queued), ended
  quiet_until   t_time,            -- it let a call hang: no other is made before; NULL: none did
  stamp         t_int  NOT NULL,   -- raised to hold the row against a change of state
  created_by    t_id   NOT NULL,
  created_at    t_time NOT NULL,
  PRIMARY KEY (town_id, id)
);

-- One event for one receiver. Rows go after their days.
-- number 72
-- large
CREATE TABLE webhook_delivery (
  town_id      t_id   NOT NULL,
  id           t_id   NOT NULL,
  webhook_id   t_id   NOT NULL,
  event_id     t_id   NOT NULL,
  name         t_text NOT NULL,
  case_id      t_id   NOT NULL,   -- 0: about no case
  case_version t_int  NOT NULL,
  event_at     t_time NOT NULL,
  state        t_text NOT NULL,   -- waiting, held (paused), delivered, dead (24 hours without success), dropped (subscription ended)
  round        t_int  NOT NULL,   -- 1, and one more each time it is queued anew: its job of an older round does nothing
  attempts     t_int  NOT NULL,   -- of all rounds
  first_at     t_time,            -- first try of this round; NULL before
  last_at      t_time,
  last_status  t_int  NOT NULL,   -- 0: no answer
  created_at   t_time NOT NULL,
  PRIMARY KEY (town_id, id),
  UNIQUE (town_id, webhook_id, event_id)
);
CREATE INDEX webhook_delivery_new ON webhook_delivery (town_id, webhook_id, created_at, id);
CREATE INDEX webhook_delivery_state ON webhook_delivery (town_id, webhook_id, state, event_at, case_version, id);
CREATE INDEX webhook_delivery_case ON webhook_delivery (town_id, webhook_id, case_id, case_version);
CREATE INDEX webhook_delivery_old ON webhook_delivery (town_id, created_at, id);

-- Each try, with the beginning of what was answered, digits and addresses taken out.
-- number 73
-- large
CREATE TABLE webhook_attempt (
  town_id     t_id   NOT NULL,
  id          t_id   NOT NULL,
  delivery_id t_id   NOT NULL,
  at          t_time NOT NULL,
  number      t_int  NOT NULL,   -- 1, 2, …
  status      t_int  NOT NULL,   -- 0: no answer
  took_ms     t_int  NOT NULL,
  note        t_text NOT NULL,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX webhook_attempt_of ON webhook_attempt (town_id, delivery_id, number);
CREATE INDEX webhook_attempt_old ON webhook_attempt (town_id, at, id);
