-- expect queries.sql:3: error: "name string" is not a name and a type of ours
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, name string, limit t_int
SELECT id FROM thing WHERE town_id = :town_id AND name = :name LIMIT :limit;
