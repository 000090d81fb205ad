-- expect need a unique key of owner
-- file queries.sql
-- q :one
--   Bad.
--   in town_id t_id, id t_id
UPDATE owner SET id = :id WHERE town_id = :town_id RETURNING name;
