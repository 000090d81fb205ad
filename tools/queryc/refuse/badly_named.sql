-- expect a migration is called layer/folder/migrations/NNNN_name.sql
-- file civic/x/migrations/first.sql
CREATE TABLE a (
  town_id t_id NOT NULL,
  PRIMARY KEY (town_id)
);
-- file queries.sql
