-- Applications under way.  The content is ciphertext; its key is in the visitor's cookie and nowhere here.
-- number 40
-- large
CREATE TABLE draft (
  town_id      t_id   NOT NULL,
  id           t_id   NOT NULL,
  procedure_id t_text NOT NULL,
  key_hash     t_text NOT NULL,  -- keyed BLAKE2b of the key, hex: tells a right key from a wrong one
  content      t_blob NOT NULL,
  version      t_int  NOT NULL,  -- two tabs do not overwrite one another
  case_id      t_id,             -- after it was sent
  updated_at   t_time NOT NULL,
  expires_on   t_date NOT NULL,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX draft_old ON draft (town_id, expires_on);
-- Files that drafts hold, so that the sweep finds the files of drafts that expired.
-- number 41
-- large
CREATE TABLE draft_file (
  town_id  t_id   NOT NULL,
  id       t_id   NOT NULL,
  draft_id t_id   NOT NULL,
  address  t_text NOT NULL,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX draft_file_of ON draft_file (town_id, draft_id);
-- Tickets for one download each.
-- number 42
CREATE TABLE ticket (
  town_id    t_id   NOT NULL,
  id         t_id   NOT NULL,
  token_hash t_text NOT NULL,
  paper_id   t_id   NOT NULL,
  case_id    t_id   NOT NULL,
  expires_at t_time NOT NULL,
  used_at    t_time,
  PRIMARY KEY (town_id, id),
  UNIQUE (town_id, token_hash)
);
