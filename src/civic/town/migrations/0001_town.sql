-- The towns of this installation, the host names they answer to, and their own closed days.
CREATE TABLE town (
  town_id     t_id   NOT NULL,
  code        t_text NOT NULL,   -- 全国地方公共団体コード, six digits
  name        t_text NOT NULL,
  prefecture  t_text NOT NULL,
  postal_code t_text NOT NULL,
  address     t_text NOT NULL,
  telephone   t_text NOT NULL,
  hours       t_text NOT NULL,   -- 平日 8:30–17:15, as shown
  closes_at   t_int  NOT NULL,   -- minutes after midnight; what comes later belongs to the next opening day
  head_title  t_text NOT NULL,   -- 都市X長
  head_name   t_text NOT NULL,
  domain      t_text NOT NULL,
  PRIMARY KEY (town_id)
);
CREATE TABLE town_host (
  town_id t_id   NOT NULL,
  host    t_text NOT NULL,
  PRIMARY KEY (town_id, host)
);
CREATE TABLE closed_day (
  town_id t_id   NOT NULL,
  day     t_date NOT NULL,
  name    t_text NOT NULL,
  PRIMARY KEY (town_id, day)
);
