-- expect a migration may not say CREATE TRIGGER
-- file civic/x/migrations/0001_x.sql
CREATE TRIGGER x AFTER INSERT ON a BEGIN DELETE FROM a; END;
-- file queries.sql
