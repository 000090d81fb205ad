-- expect large table a has a text or random primary key (code)
-- file civic/x/migrations/0001_x.sql
-- large
CREATE TABLE a (
  town_id t_id NOT NULL,
  code t_text NOT NULL,
  PRIMARY KEY (town_id, code)
);
-- file queries.sql
