-- expect queries.sql:4: error: text that looks like SQL is put together
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT id FROM thing WHERE town_id = :town_id AND name = 'SELECT name FROM ' || name LIMIT :limit;
