-- A resident's account: an e-mail address and the cases it was shown to hold, nothing else.
-- number 80
CREATE TABLE resident_account (
  town_id     t_id   NOT NULL,
  id          t_id   NOT NULL,
  address_key t_text NOT NULL,  -- blind index of the address, by the vault
  address     t_text NOT NULL,  -- sealed by the vault for this row
  created_at  t_time NOT NULL,
  seen_at     t_time NOT NULL,  -- last sign-in
  PRIMARY KEY (town_id, id),
  UNIQUE (town_id, address_key)
);
-- A link by mail that signs in once. The token is a keyed hash of the row and its nonce: no column holds it.
-- number 81
CREATE TABLE sign_in (
  town_id     t_id   NOT NULL,
  id          t_id   NOT NULL,
  nonce       t_text NOT NULL,
  token_hash  t_text NOT NULL,  -- keyed BLAKE2b, hex
  device_hash t_text NOT NULL,  -- of the cookie of the browser that asked
  address_key t_text NOT NULL,
  address     t_text NOT NULL,  -- sealed by the vault for this row
  language    t_text NOT NULL,
  created_at  t_time NOT NULL,
  expires_at  t_time NOT NULL,
  used_at     t_time,
  PRIMARY KEY (town_id, id),
  UNIQUE (town_id, token_hash)
);
CREATE INDEX sign_in_of ON sign_in (town_id, address_key);
-- Sessions of residents.
-- number 82
CREATE TABLE resident_session (
  town_id    t_id   NOT NULL,
  id         t_id   NOT NULL,
  token_hash t_text NOT NULL,  -- keyed BLAKE2b of the cookie, hex
  account_id t_id   NOT NULL,
  created_at t_time NOT NULL,
  seen_at    t_time NOT NULL,
  PRIMARY KEY (town_id, id),
  UNIQUE (town_id, token_hash)
);
CREATE INDEX resident_session_of ON resident_session (town_id, account_id);
-- Which cases an account holds.
CREATE TABLE account_case (
  town_id    t_id   NOT NULL,
  account_id t_id   NOT NULL,
  case_id    t_id   NOT NULL,
  how        t_text NOT NULL,  -- code: number and code were given; sent: it was sent while signed in
  linked_at  t_time NOT NULL,
  PRIMARY KEY (town_id, account_id, case_id)
);
-- How often a link was asked for, for one address.
CREATE TABLE sign_in_request (
  town_id     t_id   NOT NULL,
  address_key t_text NOT NULL,
  since       t_time NOT NULL,
  asked       t_int  NOT NULL,
  PRIMARY KEY (town_id, address_key)
);
