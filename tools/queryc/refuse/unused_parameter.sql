-- expect queries.sql:1: error: parameter :name is declared and not used
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, name t_text, limit t_int
SELECT id FROM thing WHERE town_id = :town_id LIMIT :limit;
