-- A second migration: a counter that several threads raise, and a column added later.
CREATE TABLE counter (
  town_id t_id  NOT NULL,
  thread  t_int NOT NULL,
  value   t_int NOT NULL,
  PRIMARY KEY (town_id, thread)
);
ALTER TABLE owner ADD COLUMN is_known t_bool NOT NULL DEFAULT 0;
