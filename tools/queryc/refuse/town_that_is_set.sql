-- expect queries.sql:4: error: SET town_id
-- file queries.sql
-- q :exec
--   Bad.
--   in town_id t_id, id t_id
UPDATE thing SET town_id = :town_id WHERE id = :id;
