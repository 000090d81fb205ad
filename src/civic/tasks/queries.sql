-- add :exec
--   Something to do.
--   in town_id t_id, id t_id, case_id t_id, section_id t_id, kind t_text, text t_text, created_at t_time
INSERT INTO task (town_id, id, case_id, section_id, kind, text, created_at)
VALUES (:town_id, :id, :case_id, :section_id, :kind, :text, :created_at);

-- of_case :many
--   The tasks of a case, oldest first.
--   in town_id t_id, case_id t_id, limit t_int
--   null done_at, done_by
SELECT id, kind, text, created_at, done_at, done_by
  FROM task WHERE town_id = :town_id AND case_id = :case_id ORDER BY id LIMIT :limit;

-- finish :exec
--   Every open task of a kind of this case is done.
--   in town_id t_id, case_id t_id, kind t_text, done_at t_time, done_by t_id?
UPDATE task SET done_at = :done_at, done_by = :done_by
 WHERE town_id = :town_id AND case_id = :case_id AND kind = :kind AND done_at IS NULL;
