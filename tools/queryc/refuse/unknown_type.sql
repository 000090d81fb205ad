-- expect civic/x/migrations/0001_x.sql:3: error: column name has no type of ours
-- file civic/x/migrations/0001_x.sql
CREATE TABLE a (
  town_id t_id NOT NULL,
  name varchar NOT NULL,
  PRIMARY KEY (town_id, name)
);
-- file queries.sql
