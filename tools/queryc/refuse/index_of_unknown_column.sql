-- expect 0001_x.sql:6: error: no such column: m
-- file civic/x/migrations/0001_x.sql
CREATE TABLE a (
  town_id t_id NOT NULL,
  n t_int NOT NULL,
  PRIMARY KEY (town_id, n)
);
CREATE INDEX a_m ON a (town_id, m);
-- file queries.sql
