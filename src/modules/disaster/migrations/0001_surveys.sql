-- 被害認定調査. A round is one survey of a case: the first, and one more each time the resident asks for another look.
-- The row comes with the first act of a surveyor; who is to look at what follows from the open cases.
-- number 120
-- large
CREATE TABLE survey (
  town_id       t_id   NOT NULL,
  id            t_id   NOT NULL,
  case_id       t_id   NOT NULL,
  round         t_int  NOT NULL,   -- 1, 2, …
  surveyor_id   t_id,              -- NULL: nobody has it
  surveyor_name t_text NOT NULL,
  planned_on    t_date,
  class         t_text NOT NULL,   -- of the newest record; "" before the first
  version       t_int  NOT NULL,   -- optimistic lock of claim, plan and record
  changed_at    t_time NOT NULL,
  PRIMARY KEY (town_id, id),
  UNIQUE (town_id, case_id, round)
);

-- What was seen. Append-only: a correction is a newer record of the same round, and the older one is kept.
-- number 121
-- large
CREATE TABLE survey_record (
  town_id   t_id   NOT NULL,
  id        t_id   NOT NULL,
  case_id   t_id   NOT NULL,
  round     t_int  NOT NULL,
  at        t_time NOT NULL,
  by_id     t_id   NOT NULL,
  by_name   t_text NOT NULL,
  seen_on   t_date NOT NULL,       -- the day of the visit
  method    t_text NOT NULL,       -- first, second, photos
  structure t_text NOT NULL,       -- wooden, other; "" for photos
  glance    t_text NOT NULL,
  flood     t_text NOT NULL,
  depth_cm  t_int  NOT NULL,
  by_force  t_bool NOT NULL,
  is_low    t_bool NOT NULL,
  points    t_json NOT NULL,       -- {"roof":5,…} as entered
  total     t_int  NOT NULL,
  way       t_int  NOT NULL,       -- enum survey_way: what decided
  class     t_text NOT NULL,
  note      t_text NOT NULL,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX survey_record_of ON survey_record (town_id, case_id, id);
