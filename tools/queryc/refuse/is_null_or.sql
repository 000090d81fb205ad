-- expect queries.sql:4: error: :name IS NULL OR … reads the whole table
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, name t_text?, limit t_int
SELECT id FROM thing WHERE town_id = :town_id AND (:name IS NULL OR name = :name) LIMIT :limit;
