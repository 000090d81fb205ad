-- expect parameter :name is t_int, column name is t_text
-- file queries.sql
-- q :exec
--   Adds.
--   in town_id t_id, id t_id, name t_int
INSERT INTO owner (town_id, id, name) VALUES (:town_id, :id, :name);
