-- expect this statement answers no rows
-- file queries.sql
-- q :many
--   Bad.
--   in town_id t_id, id t_id
DELETE FROM owner WHERE town_id = :town_id AND id = :id;
