-- Tables of the store's own tests: every type, with and without NULL.
-- number 4001
-- large
CREATE TABLE thing (
  town_id  t_id    NOT NULL,
  id       t_id    NOT NULL,
  name     t_text  NOT NULL,
  note     t_text,
  amount   t_int   NOT NULL,
  most     t_int,
  is_open  t_bool  NOT NULL,
  at       t_time  NOT NULL,
  ended_at t_time,
  due_on   t_date  NOT NULL,
  seen_on  t_date,
  price    t_money NOT NULL,
  paid     t_money,
  detail   t_json  NOT NULL,
  bytes    t_blob  NOT NULL,
  seal     t_blob,
  owner_id t_id,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX thing_name ON thing (town_id, name, id);
-- number 4002
CREATE TABLE owner (
  town_id t_id   NOT NULL,
  id      t_id   NOT NULL,
  name    t_text NOT NULL,
  PRIMARY KEY (town_id, id)
) WITHOUT ROWID;
