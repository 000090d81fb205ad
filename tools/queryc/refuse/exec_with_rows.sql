-- expect queries.sql:4: error: :exec answers no rows
-- file queries.sql
-- q :exec
--   Bad.
--   in town_id t_id, id t_id
SELECT name FROM thing WHERE town_id = :town_id AND id = :id;
