-- expect town_id is fixed by = alone
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, other t_id, limit t_int
SELECT id FROM thing WHERE town_id IN (:town_id, :other) LIMIT :limit;
