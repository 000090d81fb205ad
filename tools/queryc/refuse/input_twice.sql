-- expect input limit is declared twice
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int, limit t_int
SELECT id FROM thing WHERE town_id = :town_id LIMIT :limit;
