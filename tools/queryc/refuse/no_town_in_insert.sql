-- expect queries.sql:4: error: INSERT into owner does not name town_id
-- file queries.sql
-- q :exec
--   Adds.
--   in id t_id, name t_text
INSERT INTO owner (id, name) VALUES (:id, :name);
