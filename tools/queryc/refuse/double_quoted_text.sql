-- expect queries.sql:4: error: q: no such column: open
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT id FROM thing WHERE town_id = :town_id AND name = "open" LIMIT :limit;
