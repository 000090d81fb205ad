-- expect queries.sql:4: error: SELECT *: name the columns
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT * FROM thing WHERE town_id = :town_id LIMIT :limit;
