-- expect primary key of a does not begin with town_id
-- file civic/x/migrations/0001_x.sql
CREATE TABLE a (
  town_id t_id NOT NULL,
  n t_int NOT NULL,
  PRIMARY KEY (n, town_id)
);
-- file queries.sql
