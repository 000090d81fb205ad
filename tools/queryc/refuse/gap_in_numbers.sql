-- expect 0003_y.sql:1: error: migration number 3 of civic/x should be 2
-- file civic/x/migrations/0001_x.sql
CREATE TABLE a (
  town_id t_id NOT NULL,
  PRIMARY KEY (town_id)
);
-- file civic/x/migrations/0003_y.sql
ALTER TABLE a ADD COLUMN n t_int;
-- file queries.sql
