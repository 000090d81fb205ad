-- expect 0001_x.sql:1: error: a migration says the same to every engine
-- file civic/x/migrations/0001_x.sql
-- engine: sqlite
CREATE TABLE a (
  town_id t_id NOT NULL,
  PRIMARY KEY (town_id)
);
-- file queries.sql
