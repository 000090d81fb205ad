-- expect tables joined by a comma
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT t.id FROM thing AS t, owner AS o WHERE t.town_id = :town_id AND o.town_id = :town_id LIMIT :limit;
