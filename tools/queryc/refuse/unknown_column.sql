-- expect queries.sql:4: error: q: no such column: nme
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT nme FROM thing WHERE town_id = :town_id LIMIT :limit;
