-- What a 住民票 says beside the person's row (住民基本台帳法7条): no 個人番号, no 住民票コード.
CREATE TABLE person_record (
  town_id          t_id   NOT NULL,
  person_id        t_id   NOT NULL,
  sex              t_text NOT NULL,   -- 男, 女
  became_on        t_date NOT NULL,   -- 住民となった年月日
  since_on         t_date NOT NULL,   -- 住所を定めた年月日
  notified_on      t_date NOT NULL,   -- 届出の年月日
  previous_address t_text NOT NULL,   -- 前住所, '' if born here
  domicile         t_text NOT NULL,   -- 本籍; of foreign residents the 国籍
  domicile_head    t_text NOT NULL,   -- 筆頭者; '' for foreign residents
  PRIMARY KEY (town_id, person_id)
);
