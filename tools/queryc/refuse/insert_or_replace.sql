-- expect exists on one engine only
-- file queries.sql
-- q :exec
--   Bad.
--   in town_id t_id, id t_id, name t_text
INSERT OR REPLACE INTO owner (town_id, id, name) VALUES (:town_id, :id, :name);
