-- expect output n is an expression: declare its type by "out"
-- file queries.sql
-- q :one
--   Bad.
--   in town_id t_id
SELECT count(*) AS n FROM thing WHERE town_id = :town_id;
