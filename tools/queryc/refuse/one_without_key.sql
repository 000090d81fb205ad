-- expect queries.sql:4: error: :one and :maybe need a unique key of thing
-- file queries.sql
-- q :one
--   Bad.
--   in town_id t_id, name t_text
SELECT id FROM thing WHERE town_id = :town_id AND name = :name;
