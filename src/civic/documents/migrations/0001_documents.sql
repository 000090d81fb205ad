-- Attachments of cases. The bytes are encrypted files (platform/files); the key of each is sealed by the vault.
-- number 22
-- large
CREATE TABLE attachment (
  town_id    t_id   NOT NULL,
  id         t_id   NOT NULL,
  case_id    t_id   NOT NULL,
  field      t_text NOT NULL,  -- form field name: "documents/passbook"
  name       t_text NOT NULL,  -- as the visitor's device called it, for people only
  kind       t_text NOT NULL,  -- jpeg, pdf
  size       t_int  NOT NULL,  -- bytes
  address    t_text NOT NULL,
  pictures   t_json NOT NULL,  -- addresses of the page pictures of a PDF
  sealed_key t_text NOT NULL,
  digest     t_text NOT NULL,  -- BLAKE2b of the plain bytes, hex
  created_at t_time NOT NULL,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX attachment_of ON attachment (town_id, case_id, id);
