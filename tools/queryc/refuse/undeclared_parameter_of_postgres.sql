-- expect queries.sql:6: error: parameter :key is not declared by "in"
-- file queries.sql
-- q :exec
--   Bad.
--   in town_id t_id, id t_id
DELETE FROM owner WHERE town_id = :town_id AND id = :id;
-- engine: postgres
DELETE FROM ONLY owner WHERE town_id = :town_id AND id = :key;
