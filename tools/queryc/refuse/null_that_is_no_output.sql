-- expect nam is declared and is no output
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
--   null nam
SELECT name FROM thing WHERE town_id = :town_id LIMIT :limit;
