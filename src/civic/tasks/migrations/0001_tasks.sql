-- Work for people: what is to be done for a case, by which section, and why.
-- number 21
-- large
CREATE TABLE task (
  town_id    t_id   NOT NULL,
  id         t_id   NOT NULL,
  case_id    t_id   NOT NULL,
  section_id t_id   NOT NULL,
  kind       t_text NOT NULL,  -- review, answer-to-correction, missing-glyph, …
  text       t_text NOT NULL,  -- one sentence for the clerk
  created_at t_time NOT NULL,
  done_at    t_time,
  done_by    t_id,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX task_of ON task (town_id, case_id, id);
