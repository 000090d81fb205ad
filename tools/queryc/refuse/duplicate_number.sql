-- expect civic/x/migrations/0001_x.sql:8: error: table number 7 is that of a
-- file civic/x/migrations/0001_x.sql
-- number 7
CREATE TABLE a (
  town_id t_id NOT NULL,
  id t_id NOT NULL,
  PRIMARY KEY (town_id, id)
);
-- number 7
CREATE TABLE b (
  town_id t_id NOT NULL,
  id t_id NOT NULL,
  PRIMARY KEY (town_id, id)
);
-- file queries.sql
