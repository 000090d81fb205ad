-- expect queries.sql:4: error: UPDATE without WHERE
-- file queries.sql
-- q :exec
--   Bad.
--   in name t_text
UPDATE owner SET name = :name;
