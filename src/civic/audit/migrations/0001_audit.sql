-- What was done, by whom, to what: written in the business transaction, sealed afterwards.
-- Nothing here is ever changed. 0 in actor_id or subject_id: nobody, nothing.
-- number 30
-- large
CREATE TABLE audit (
  town_id       t_id   NOT NULL,
  id            t_id   NOT NULL,
  at            t_time NOT NULL,
  actor_kind    t_text NOT NULL,   -- resident, staff, machine
  actor_id      t_id   NOT NULL,
  action        t_text NOT NULL,   -- cases.received, …
  subject_table t_int  NOT NULL,   -- table number
  subject_id    t_id   NOT NULL,
  detail        t_json NOT NULL,
  PRIMARY KEY (town_id, id)
);

-- Rows that no seal covers yet. Ids are given in blocks, so a row may be committed after rows with larger ids were
-- sealed: what is sealed is said row by row, never by "up to".
CREATE TABLE audit_waiting (
  town_id  t_id NOT NULL,
  audit_id t_id NOT NULL,
  PRIMARY KEY (town_id, audit_id)
);

-- The chain: hash = BLAKE2b-256 over the hash before and the row.
CREATE TABLE audit_link (
  town_id  t_id   NOT NULL,
  seq      t_int  NOT NULL,        -- 1, 2, 3, … without gaps
  audit_id t_id   NOT NULL,
  hash     t_blob NOT NULL,
  PRIMARY KEY (town_id, seq)
);
CREATE UNIQUE INDEX audit_link_row ON audit_link (town_id, audit_id);

-- The chain's head, signed each minute by the town's key.
CREATE TABLE audit_head (
  town_id   t_id   NOT NULL,
  number    t_int  NOT NULL,       -- 1, 2, 3, … without gaps
  seq       t_int  NOT NULL,
  at        t_time NOT NULL,
  hash      t_blob NOT NULL,
  signature t_blob NOT NULL,
  PRIMARY KEY (town_id, number)
);
