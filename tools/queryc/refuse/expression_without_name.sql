-- expect give it a name of its own with AS
-- file queries.sql
-- q :one
--   Bad.
--   in town_id t_id
SELECT count(*) FROM thing WHERE town_id = :town_id;
