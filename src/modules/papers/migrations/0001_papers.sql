-- Papers: what was issued for a case, and the running numbers of documents.
-- number 50
-- large
CREATE TABLE paper (
  town_id     t_id   NOT NULL,
  id          t_id   NOT NULL,
  case_id     t_id   NOT NULL,
  decision_id t_id   NOT NULL,   -- one paper for each decision
  kind        t_text NOT NULL,   -- name of the document in the procedure: notice_grant
  number      t_text NOT NULL,   -- 文書番号
  title       t_text NOT NULL,
  address     t_text NOT NULL,   -- of the encrypted file (platform/files)
  sealed_key  t_text NOT NULL,   -- of that file, sealed by the vault
  digest      t_text NOT NULL,   -- BLAKE2b of the plain bytes, hex
  pages       t_int  NOT NULL,
  subject_ref t_text NOT NULL,   -- whom it is about, as written in the file
  request_ref t_text NOT NULL,   -- the case, as written in the file
  created_at  t_time NOT NULL,
  PRIMARY KEY (town_id, id),
  UNIQUE (town_id, case_id, decision_id)
);

-- 文書番号 restarts each 年度 for each section.
CREATE TABLE document_number (
  town_id     t_id  NOT NULL,
  section_id  t_id  NOT NULL,
  fiscal_year t_int NOT NULL,
  next        t_int NOT NULL,   -- the number the next paper gets
  PRIMARY KEY (town_id, section_id, fiscal_year)
);
