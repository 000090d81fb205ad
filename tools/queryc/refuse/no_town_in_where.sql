-- expect queries.sql:4: error: town_id of thing is not fixed in the WHERE
-- file queries.sql
-- q :many
--   Says what it does.
--   in limit t_int
SELECT name FROM thing LIMIT :limit;
