-- Sections (課), staff, and their roles.
-- number 2
CREATE TABLE section (
  town_id   t_id   NOT NULL,
  id        t_id   NOT NULL,
  code      t_text NOT NULL,
  name      t_text NOT NULL,
  telephone t_text NOT NULL,
  floor     t_text NOT NULL,
  hours     t_text NOT NULL,
  email     t_text NOT NULL,
  position  t_int  NOT NULL,
  PRIMARY KEY (town_id, id),
  UNIQUE (town_id, code)
);
-- number 3
CREATE TABLE staff (
  town_id       t_id   NOT NULL,
  id            t_id   NOT NULL,
  login         t_text NOT NULL,
  family        t_text NOT NULL,
  given         t_text NOT NULL,
  section_id    t_id   NOT NULL,
  password_hash t_text NOT NULL,
  is_active     t_bool NOT NULL,
  PRIMARY KEY (town_id, id),
  UNIQUE (town_id, login)
);
CREATE TABLE staff_role (
  town_id  t_id   NOT NULL,
  staff_id t_id   NOT NULL,
  role     t_text NOT NULL,
  PRIMARY KEY (town_id, staff_id, role)
);
