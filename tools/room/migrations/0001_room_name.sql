-- What room_name keeps.
-- number ROOM_NUMBER
CREATE TABLE room_name_entry (
  town_id  t_id   NOT NULL,
  id       t_id   NOT NULL,
  title    t_text NOT NULL,
  added_at t_time NOT NULL,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX room_name_newest ON room_name_entry (town_id, added_at, id);
