-- expect queries.sql:4: error: a parameter in an ORDER BY
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, by t_text, limit t_int
SELECT id FROM thing WHERE town_id = :town_id ORDER BY :by LIMIT :limit;
