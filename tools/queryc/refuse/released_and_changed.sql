-- expect civic/x/migrations/0001_x.sql:1: error: was released and has changed since
-- file civic/x/migrations/0001_x.sql
CREATE TABLE a (
  town_id t_id NOT NULL,
  PRIMARY KEY (town_id)
);
-- file civic/x/migrations/released
0001 00ff00ff
-- file queries.sql
