-- expect INSERT without its list of columns
-- file queries.sql
-- q :exec
--   Adds.
--   in town_id t_id, id t_id, name t_text
--   global
INSERT INTO owner VALUES (:town_id, :id, :name);
