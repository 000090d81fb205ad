-- expect DROP in a query
-- file queries.sql
-- q :exec
--   Bad.
DROP TABLE thing;
