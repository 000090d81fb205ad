-- expect output owner_name can be NULL (LEFT JOIN or subselect)
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT o.name AS owner_name FROM thing AS t LEFT JOIN owner AS o ON o.town_id = t.town_id AND o.id = t.owner_id
 WHERE t.town_id = :town_id LIMIT :limit;
