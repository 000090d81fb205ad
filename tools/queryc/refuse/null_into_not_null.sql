-- expect parameter :name may be NULL, column name may not
-- file queries.sql
-- q :exec
--   Adds.
--   in town_id t_id, id t_id, name t_text?
INSERT INTO owner (town_id, id, name) VALUES (:town_id, :id, :name);
