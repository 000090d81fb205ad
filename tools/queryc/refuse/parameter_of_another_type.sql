-- expect queries.sql:4: error: parameter :name is t_int, column name is t_text
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, name t_int, limit t_int
SELECT id FROM thing WHERE town_id = :town_id AND name = :name LIMIT :limit;
