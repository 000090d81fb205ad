-- expect LIKE that begins with a wildcard
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT id FROM thing WHERE town_id = :town_id AND name LIKE '%x' LIMIT :limit;
