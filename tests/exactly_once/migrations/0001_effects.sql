-- What the jobs of the checker do: each raises its own row, and moves its thread on by one.
CREATE TABLE effect (
  town_id t_id  NOT NULL,
  number  t_int NOT NULL,
  times   t_int NOT NULL,
  PRIMARY KEY (town_id, number)
);
CREATE TABLE effect_thread (
  town_id t_id  NOT NULL,
  thread  t_int NOT NULL,
  place   t_int NOT NULL,
  PRIMARY KEY (town_id, thread)
);
