-- expect write AND town_id = :parameter
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT t.id FROM owner AS o JOIN thing AS t ON t.town_id = o.id WHERE o.town_id = :town_id LIMIT :limit;
