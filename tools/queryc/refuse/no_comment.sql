-- expect queries.sql:1: error: query q has no comment that says what it does
-- file queries.sql
-- q :many
--   in town_id t_id, limit t_int
SELECT id FROM thing WHERE town_id = :town_id LIMIT :limit;
