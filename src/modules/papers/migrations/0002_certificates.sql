-- Certificates: issued once for each (case, copy), signed, and how they left the house.
-- number 33
-- large
CREATE TABLE certificate (
  town_id     t_id   NOT NULL,
  id          t_id   NOT NULL,
  case_id     t_id   NOT NULL,
  copy        t_int  NOT NULL,   -- 1, 2, … of the case
  kind        t_text NOT NULL,   -- as in the QR: juminhyo
  serial      t_text NOT NULL,   -- 証明番号, twelve digits
  title       t_text NOT NULL,
  issued_on   t_date NOT NULL,
  address     t_text NOT NULL,   -- of the encrypted file (platform/files)
  sealed_key  t_text NOT NULL,   -- of that file, sealed by the vault
  digest      t_text NOT NULL,   -- BLAKE2b of the file's plain bytes, hex
  content     t_text NOT NULL,   -- hash of all that is printed, hex: as in the payload
  payload     t_text NOT NULL,   -- what the QR holds after the #
  pages       t_int  NOT NULL,
  subject_ref t_text NOT NULL,   -- whom it is about, as written in the file
  request_ref t_text NOT NULL,   -- the case, as written in the file
  delivery    t_text NOT NULL,   -- counter, post
  state       t_text NOT NULL,   -- issued, handed, posted, revoked
  to_postal_code t_text NOT NULL, -- of the letter: the register's, '' at the counter
  to_address  t_text NOT NULL,
  to_name     t_text NOT NULL,
  batch_id    t_id,              -- of the post; NULL while it waits
  created_at  t_time NOT NULL,
  settled_at  t_time,            -- handed over or posted
  revoked_at  t_time,
  revoked_note t_text NOT NULL,
  PRIMARY KEY (town_id, id),
  UNIQUE (town_id, case_id, copy),
  UNIQUE (town_id, serial)
);
CREATE INDEX certificate_waiting ON certificate (town_id, delivery, state, id);
CREATE INDEX certificate_of_batch ON certificate (town_id, batch_id, id) WHERE batch_id IS NOT NULL;

-- 本人確認: which documents a member of staff saw.
-- number 34
CREATE TABLE identity_check (
  town_id    t_id   NOT NULL,
  id         t_id   NOT NULL,
  case_id    t_id   NOT NULL,
  way        t_text NOT NULL,   -- counter, copy
  documents  t_text NOT NULL,   -- 運転免許証
  note       t_text NOT NULL,
  staff_id   t_id   NOT NULL,
  staff_name t_text NOT NULL,
  at         t_time NOT NULL,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX identity_check_of ON identity_check (town_id, case_id, id);

-- What was printed for the post together.
-- number 35
CREATE TABLE post_batch (
  town_id    t_id   NOT NULL,
  id         t_id   NOT NULL,
  section_id t_id   NOT NULL,
  made_by    t_text NOT NULL,
  made_at    t_time NOT NULL,
  posted_by  t_text NOT NULL,   -- '' until the letters are in the post
  posted_at  t_time,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX post_batch_of ON post_batch (town_id, section_id, id);
