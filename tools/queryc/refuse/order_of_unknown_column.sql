-- expect no such column: du_on
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
--   order name: name; due: du_on
SELECT id FROM thing WHERE town_id = :town_id ORDER BY [order] LIMIT :limit;
