-- expect [name]: no such optional part
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, name t_text, limit t_int
SELECT id FROM thing WHERE town_id = :town_id [name: AND name = :name] LIMIT :limit;
