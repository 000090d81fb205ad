-- expect civic/x/migrations/0001_x.sql:1: error: table a has an id and no "-- number N"
-- file civic/x/migrations/0001_x.sql
CREATE TABLE a (
  town_id t_id NOT NULL,
  id t_id NOT NULL,
  PRIMARY KEY (town_id, id)
);
-- file queries.sql
