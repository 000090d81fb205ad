-- expect compare town_id by itself
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT id FROM thing WHERE (town_id, id) IN (SELECT town_id, owner_id FROM thing WHERE town_id = :town_id) LIMIT :limit;
