-- draft_add :exec
--   Begins an application.
--   in town_id t_id, id t_id, procedure_id t_text, key_hash t_text, content t_blob, updated_at t_time, expires_on t_date
INSERT INTO draft (town_id, id, procedure_id, key_hash, content, version, updated_at, expires_on)
VALUES (:town_id, :id, :procedure_id, :key_hash, :content, 1, :updated_at, :expires_on);

-- draft_by_id :maybe
--   An application under way, if the key is its key.
--   in town_id t_id, id t_id, key_hash t_text
--   null case_id
SELECT id, procedure_id, content, version, case_id, updated_at, expires_on
  FROM draft WHERE town_id = :town_id AND id = :id AND key_hash = :key_hash;

-- draft_by_key :maybe
--   The application under way that a resume code is for, as long as it can be gone on with or was sent.
--   in town_id t_id, key_hash t_text, today t_date
SELECT id FROM draft WHERE town_id = :town_id AND key_hash = :key_hash AND expires_on >= :today;

-- draft_save :exec
--   Saves it. No row changes when another tab was faster or it was sent.
--   in town_id t_id, id t_id, version t_int, content t_blob, updated_at t_time, expires_on t_date
UPDATE draft SET content = :content, version = version + 1, updated_at = :updated_at, expires_on = :expires_on
 WHERE town_id = :town_id AND id = :id AND version = :version AND case_id IS NULL;

-- draft_sent :exec
--   It became a case: what was in it is forgotten. No row changes when another tab saved in between.
--   in town_id t_id, id t_id, version t_int, case_id t_id, content t_blob
UPDATE draft SET case_id = :case_id, content = :content
 WHERE town_id = :town_id AND id = :id AND version = :version AND case_id IS NULL;

-- drafts_expired :many
--   Applications nobody went on with.
--   in town_id t_id, before t_date, limit t_int
--   null case_id
SELECT id, case_id FROM draft WHERE town_id = :town_id AND expires_on < :before ORDER BY expires_on, id LIMIT :limit;

-- draft_drop :exec
--   Forgets one that expired. No row changes when somebody went on with it after all.
--   in town_id t_id, id t_id, before t_date
DELETE FROM draft WHERE town_id = :town_id AND id = :id AND expires_on < :before;

-- file_add :exec
--   A file of a draft is on disk.
--   in town_id t_id, id t_id, draft_id t_id, address t_text
INSERT INTO draft_file (town_id, id, draft_id, address) VALUES (:town_id, :id, :draft_id, :address);

-- files_of :many
--   The files of a draft.
--   in town_id t_id, draft_id t_id, limit t_int
SELECT id, address FROM draft_file WHERE town_id = :town_id AND draft_id = :draft_id ORDER BY id LIMIT :limit;

-- files_drop :exec
--   The draft's files belong to a case now, or are gone.
--   in town_id t_id, draft_id t_id
DELETE FROM draft_file WHERE town_id = :town_id AND draft_id = :draft_id;

-- ticket_add :exec
--   A ticket for one download.
--   in town_id t_id, id t_id, token_hash t_text, paper_id t_id, case_id t_id, expires_at t_time
INSERT INTO ticket (town_id, id, token_hash, paper_id, case_id, expires_at)
VALUES (:town_id, :id, :token_hash, :paper_id, :case_id, :expires_at);

-- ticket_find :maybe
--   The paper a ticket is for.
--   in town_id t_id, token_hash t_text
--   null used_at
SELECT id, paper_id, case_id, expires_at, used_at FROM ticket WHERE town_id = :town_id AND token_hash = :token_hash;

-- ticket_use :exec
--   Uses it up. No row changes when it was used before or is too old.
--   in town_id t_id, id t_id, now t_time
UPDATE ticket SET used_at = :now WHERE town_id = :town_id AND id = :id AND used_at IS NULL AND expires_at > :now;

-- each_address :each
--   Where the bytes of all files of applications under way are.
--   in town_id t_id
SELECT address FROM draft_file WHERE town_id = :town_id ORDER BY id;
