-- expect write AND town_id = :parameter
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, other t_id, limit t_int
SELECT id FROM thing WHERE ((town_id = :town_id) OR (town_id = :other)) LIMIT :limit;
