-- add :exec
--   A message to the resident.
--   in town_id t_id, id t_id, case_id t_id, kind t_text, title t_text, body t_text, created_at t_time
INSERT INTO notice (town_id, id, case_id, kind, transport, title, body, state, created_at)
VALUES (:town_id, :id, :case_id, :kind, 'screen', :title, :body, 'shown', :created_at);

-- of_case :many
--   The messages about a case, oldest first.
--   in town_id t_id, case_id t_id, limit t_int
--   null read_at
SELECT id, kind, title, body, created_at, read_at
  FROM notice WHERE town_id = :town_id AND case_id = :case_id ORDER BY id LIMIT :limit;

-- read :exec
--   The resident has seen the messages of a case.
--   in town_id t_id, case_id t_id, read_at t_time
UPDATE notice SET read_at = :read_at WHERE town_id = :town_id AND case_id = :case_id AND read_at IS NULL;
