-- expect more than 64 combinations
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
--   optional a, b, c, d, e, f
--   order x: id; y: name
SELECT id FROM thing WHERE town_id = :town_id [a: AND id > 1][b: AND id > 2][c: AND id > 3][d: AND id > 4][e: AND id > 5][f: AND id > 6]
 ORDER BY [order] LIMIT :limit;
