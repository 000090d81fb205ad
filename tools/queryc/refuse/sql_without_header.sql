-- expect queries.sql:1: error: SQL without a header
-- file queries.sql
SELECT 1;
