-- expect queries.sql:1: error: unknown shape :some
-- file queries.sql
-- q :some
--   Bad.
SELECT 1 AS n;
