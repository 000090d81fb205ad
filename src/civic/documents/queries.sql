-- add :exec
--   A file that came with a case.
--   in town_id t_id, id t_id, case_id t_id, field t_text, name t_text, kind t_text, size t_int, address t_text,
--   in pictures t_json, sealed_key t_text, digest t_text, created_at t_time
INSERT INTO attachment (town_id, id, case_id, field, name, kind, size, address, pictures, sealed_key, digest, created_at)
VALUES (:town_id, :id, :case_id, :field, :name, :kind, :size, :address, :pictures, :sealed_key, :digest, :created_at);

-- of_case :many
--   The files of a case, oldest first.
--   in town_id t_id, case_id t_id, limit t_int
SELECT id, field, name, kind, size, address, pictures, sealed_key, digest, created_at
  FROM attachment WHERE town_id = :town_id AND case_id = :case_id ORDER BY id LIMIT :limit;

-- by_id :maybe
--   One file of a case.
--   in town_id t_id, id t_id, case_id t_id
SELECT id, field, name, kind, size, address, pictures, sealed_key, digest, created_at
  FROM attachment WHERE town_id = :town_id AND id = :id AND case_id = :case_id;

-- each_address :each
--   Where the bytes of all files of a town are: what else lies in the folder is an orphan.
--   in town_id t_id
SELECT address, pictures FROM attachment WHERE town_id = :town_id ORDER BY id;
