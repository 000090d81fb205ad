-- expect need a unique key of thing
-- file queries.sql
-- q :maybe
--   Bad.
--   in town_id t_id
SELECT id FROM thing WHERE town_id = :town_id;
