-- expect town_id of thing is not fixed in the WHERE
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT id FROM thing WHERE ((town_id = :town_id) OR amount = 1) LIMIT :limit;
