-- expect the SELECT of an IN does not fix town_id
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT o.id FROM owner AS o WHERE o.town_id = :town_id AND o.town_id + 0 IN (SELECT town_id FROM owner) LIMIT :limit;
