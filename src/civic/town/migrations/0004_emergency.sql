-- When the doors open, and what everybody must know now.
ALTER TABLE town ADD COLUMN opens_at t_int NOT NULL DEFAULT 510;  -- minutes after midnight
CREATE TABLE emergency (
  town_id      t_id   NOT NULL,
  version      t_int  NOT NULL,
  level        t_int  NOT NULL,   -- 警戒レベル 1 to 5; 0: a notice without one
  heading      t_text NOT NULL,
  heading_easy t_text NOT NULL,   -- '': the Japanese one
  heading_en   t_text NOT NULL,
  body         t_text NOT NULL,
  body_easy    t_text NOT NULL,
  body_en      t_text NOT NULL,
  link         t_text NOT NULL,   -- a page of ours; '': none
  link_title   t_text NOT NULL,
  since_at     t_time NOT NULL,
  until_at     t_time NOT NULL,   -- it ends by itself
  PRIMARY KEY (town_id)
);
