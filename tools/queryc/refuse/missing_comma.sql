-- expect output name is column id: a comma is missing, or AS
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT id name FROM thing WHERE town_id = :town_id LIMIT :limit;
