-- expect queries.sql:5: error: town_id of owner is not fixed in the WHERE
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT t.name FROM thing AS t
  JOIN owner AS o ON o.id = t.owner_id WHERE t.town_id = :town_id LIMIT :limit;
