-- expect queries.sql:5: error: query q exists already (line 1)
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT id FROM thing WHERE town_id = :town_id LIMIT :limit;
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT id FROM thing WHERE town_id = :town_id LIMIT :limit;
