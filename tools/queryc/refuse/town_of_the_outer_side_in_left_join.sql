-- expect town_id of thing is not fixed in the WHERE
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
--   null name
SELECT o.name AS name FROM thing AS t LEFT JOIN owner AS o ON t.town_id = :town_id AND o.town_id = :town_id
 LIMIT :limit;
