-- expect queries.sql:1: error: output note can be NULL: declare it by "null"
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT note FROM thing WHERE town_id = :town_id LIMIT :limit;
