-- expect ATTACH in a query
-- file queries.sql
-- q :exec
--   Bad.
ATTACH 'x' AS y;
