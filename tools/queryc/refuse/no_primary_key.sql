-- expect table a has no primary key
-- file civic/x/migrations/0001_x.sql
CREATE TABLE a (
  town_id t_id NOT NULL,
  n t_int NOT NULL
);
-- file queries.sql
