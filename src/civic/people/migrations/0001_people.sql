-- The resident register as far as the town's procedures need it: names as registered (never altered),
-- search keys beside them, address, household.  No 個人番号.
-- number 5
-- large
CREATE TABLE person (
  town_id       t_id   NOT NULL,
  id            t_id   NOT NULL,
  household_id  t_id   NOT NULL,
  family        t_text NOT NULL,
  given         t_text NOT NULL,
  family_kana   t_text NOT NULL,   -- registered フリガナ
  given_kana    t_text NOT NULL,
  former_family t_text NOT NULL,   -- 旧氏, '' if none
  alias         t_text NOT NULL,   -- 通称, '' if none
  roman         t_text NOT NULL,   -- ローマ字氏名, '' if none
  birth         t_date NOT NULL,
  relation      t_text NOT NULL,   -- within the household
  postal_code   t_text NOT NULL,
  address       t_text NOT NULL,   -- 都市X中央1丁目2番3号
  building      t_text NOT NULL,
  moved_in      t_date NOT NULL,
  is_protected  t_bool NOT NULL,   -- 支援措置
  name_key      t_text NOT NULL,   -- text_search_key of family+given
  kana_key      t_text NOT NULL,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX person_by_birth ON person (town_id, birth, kana_key);
CREATE INDEX person_by_kana ON person (town_id, kana_key);
CREATE INDEX person_by_name ON person (town_id, name_key);
CREATE INDEX person_by_household ON person (town_id, household_id);
