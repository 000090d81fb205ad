-- expect DELETE without WHERE
-- file queries.sql
-- q :exec
--   Bad.
DELETE FROM owner;
