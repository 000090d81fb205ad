-- expect table a already exists
-- file civic/x/migrations/0001_x.sql
CREATE TABLE a (
  town_id t_id NOT NULL,
  PRIMARY KEY (town_id)
);
CREATE TABLE a (
  town_id t_id NOT NULL,
  PRIMARY KEY (town_id)
);
-- file queries.sql
