-- expect queries.sql:4: error: :many without LIMIT
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id
SELECT name FROM thing WHERE town_id = :town_id;
