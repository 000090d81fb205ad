-- expect output who can be NULL (LEFT JOIN or subselect)
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT x.name AS who FROM thing AS t LEFT JOIN (SELECT id, name FROM owner WHERE town_id = :town_id) AS x ON x.id = t.owner_id
 WHERE t.town_id = :town_id LIMIT :limit;
