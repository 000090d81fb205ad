-- expect SELECT *: name the columns
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT t.* FROM thing AS t WHERE t.town_id = :town_id LIMIT :limit;
