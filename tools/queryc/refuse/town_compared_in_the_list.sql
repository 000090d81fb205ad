-- expect town_id of thing is not fixed in the WHERE
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
--   out mine t_int
SELECT town_id = :town_id AS mine FROM thing LIMIT :limit;
