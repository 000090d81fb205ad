-- expect a migration may not say DROP TABLE
-- file civic/x/migrations/0001_x.sql
DROP TABLE thing;
-- file queries.sql
