-- expect primary key column n is not NOT NULL
-- file civic/x/migrations/0001_x.sql
CREATE TABLE a (
  town_id t_id NOT NULL,
  n t_int,
  PRIMARY KEY (town_id, n)
);
-- file queries.sql
