-- expect queries.sql:3: error: PRAGMA in a query
-- file queries.sql
-- q :exec
--   Bad.
PRAGMA user_version = 1;
