-- migration_done :maybe
--   The checksum under which a migration was applied.
--   in module t_text, number t_int
SELECT checksum FROM db_migration_done WHERE module = :module AND number = :number;

-- migrations_done :each
--   Every migration that was applied.
SELECT module, number FROM db_migration_done ORDER BY module, number;

-- migration_add :exec
--   Remembers that a migration was applied.
--   in module t_text, number t_int, checksum t_text, done_at t_time
INSERT INTO db_migration_done (module, number, checksum, done_at)
VALUES (:module, :number, :checksum, :done_at);

-- block_take :one
--   Allots the next block of keys of a table; answers its end.
--   in table_number t_int, size t_int
INSERT INTO db_id_block (table_number, allotted) VALUES (:table_number, :size)
ON CONFLICT (table_number) DO UPDATE SET allotted = db_id_block.allotted + :size
RETURNING allotted;
