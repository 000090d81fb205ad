-- expect USING (town_id): write ON
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT t.id FROM thing AS t JOIN owner AS o USING (town_id) WHERE t.town_id = :town_id LIMIT :limit;
