-- expect queries.sql:7: error: a body for one engine has no optional parts
-- file queries.sql
-- q :many
--   Bad.
--   in town_id t_id, limit t_int
--   optional few
SELECT id FROM owner WHERE town_id = :town_id [few: AND id > 1] LIMIT :limit;
-- engine: postgres
SELECT id FROM owner WHERE town_id = :town_id LIMIT :limit;
