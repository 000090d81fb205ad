-- expect queries.sql:4: error: q: no such table: thingy
-- file queries.sql
-- q :many
--   Says what it does.
--   in limit t_int
SELECT name FROM thingy LIMIT :limit;
