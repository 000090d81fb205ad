-- expect is not 1 .. 4095
-- file civic/x/migrations/0001_x.sql
-- number 4096
CREATE TABLE a (
  town_id t_id NOT NULL,
  id t_id NOT NULL,
  PRIMARY KEY (town_id, id)
);
-- file queries.sql
