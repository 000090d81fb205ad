-- expect need a unique key of owner
-- file queries.sql
-- q :one
--   Bad.
--   in town_id t_id, a t_id, b t_id
SELECT name FROM owner WHERE town_id = :town_id AND id IN (:a, :b);
