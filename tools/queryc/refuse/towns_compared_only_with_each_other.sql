-- expect town_id of thing is not fixed in the WHERE
-- file queries.sql
-- q :many
--   Says what it does.
--   in limit t_int
SELECT t.name FROM thing AS t JOIN owner AS o ON o.town_id = t.town_id LIMIT :limit;
