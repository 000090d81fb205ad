-- Sessions of staff, and failed log-ins.
-- number 60
CREATE TABLE session (
  town_id     t_id   NOT NULL,
  id          t_id   NOT NULL,
  token_hash  t_text NOT NULL,  -- keyed BLAKE2b of the cookie, hex
  staff_id    t_id   NOT NULL,
  permissions t_int  NOT NULL,
  created_at  t_time NOT NULL,
  seen_at     t_time NOT NULL,
  PRIMARY KEY (town_id, id),
  UNIQUE (town_id, token_hash)
);
CREATE INDEX session_of ON session (town_id, staff_id);
CREATE TABLE login_failure (
  town_id  t_id   NOT NULL,
  login    t_text NOT NULL,
  failures t_int  NOT NULL,
  last_at  t_time NOT NULL,
  PRIMARY KEY (town_id, login)
);
