-- expect column r has no type of ours
-- file civic/x/migrations/0001_x.sql
CREATE TABLE a (
  town_id t_id NOT NULL,
  r t_ref NOT NULL,
  PRIMARY KEY (town_id)
);
-- file queries.sql
