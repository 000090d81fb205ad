-- expect a name in quotes: write it plainly
-- file queries.sql
-- q :many
--   Says what it does.
--   in limit t_int
SELECT x.id FROM "thing" AS x LIMIT :limit;
