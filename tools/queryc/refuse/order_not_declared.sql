-- expect queries.sql:4: error: [order]: no such order was declared
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT id FROM thing WHERE town_id = :town_id ORDER BY [order] LIMIT :limit;
