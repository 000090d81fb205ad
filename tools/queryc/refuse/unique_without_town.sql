-- expect civic/x/migrations/0001_x.sql:5: error: unique key of a does not contain town_id
-- file civic/x/migrations/0001_x.sql
CREATE TABLE a (
  town_id t_id NOT NULL,
  n t_int NOT NULL,
  PRIMARY KEY (town_id, n),
  UNIQUE (n)
);
-- file queries.sql
