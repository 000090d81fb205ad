-- Tokens with which programs act for a member of staff.
-- number 75
CREATE TABLE api_token (
  town_id     t_id   NOT NULL,
  id          t_id   NOT NULL,
  staff_id    t_id   NOT NULL,
  name        t_text NOT NULL,  -- which program it is for
  token_hash  t_text NOT NULL,  -- keyed BLAKE2b of the token, hex
  permissions t_text NOT NULL,  -- names one after another; those count that the member of staff still has
  created_at  t_time NOT NULL,
  expires_at  t_time NOT NULL,
  seen_at     t_time,
  revoked_at  t_time,
  PRIMARY KEY (town_id, id),
  UNIQUE (town_id, token_hash)
);
CREATE INDEX api_token_of ON api_token (town_id, staff_id, id);
-- What an Idempotency-Key was sent with, so that the same key with another body is told.
CREATE TABLE api_sent (
  town_id     t_id   NOT NULL,
  external_id t_text NOT NULL,  -- the key, as in case_intake
  body_hash   t_text NOT NULL,  -- keyed BLAKE2b, hex
  case_id     t_id   NOT NULL,
  PRIMARY KEY (town_id, external_id)
);
