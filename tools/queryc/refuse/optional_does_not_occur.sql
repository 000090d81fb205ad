-- expect optional part name does not occur
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
--   optional name
SELECT id FROM thing WHERE town_id = :town_id LIMIT :limit;
