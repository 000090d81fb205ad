-- expect output name is t_text, declared t_int
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
--   out name t_int
SELECT name FROM thing WHERE town_id = :town_id LIMIT :limit;
