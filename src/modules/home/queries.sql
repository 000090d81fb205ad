-- uses :many
--   How often each procedure was used lately.
--   in town_id t_id, limit t_int
SELECT procedure_id, uses FROM procedure_use WHERE town_id = :town_id ORDER BY procedure_id LIMIT :limit;

-- count :many
--   Counts anew, over the cases since a moment.
--   in town_id t_id, since t_time, limit t_int
--   out uses t_int
SELECT procedure_id, COUNT(*) AS uses FROM cases
 WHERE town_id = :town_id AND arrived_at >= :since
 GROUP BY procedure_id ORDER BY procedure_id LIMIT :limit;

-- put :exec
--   Keeps what was counted.
--   in town_id t_id, procedure_id t_text, uses t_int
INSERT INTO procedure_use (town_id, procedure_id, uses) VALUES (:town_id, :procedure_id, :uses)
ON CONFLICT (town_id, procedure_id) DO UPDATE SET uses = excluded.uses;

-- forget :exec
--   Before the counts are put: what nobody used any more is 0.
--   in town_id t_id
UPDATE procedure_use SET uses = 0 WHERE town_id = :town_id;
