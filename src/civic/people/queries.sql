-- add :exec
--   Enters a resident into the register.
--   in town_id t_id, id t_id, household_id t_id, family t_text, given t_text, family_kana t_text,
--   in given_kana t_text, former_family t_text, alias t_text, roman t_text, birth t_date,
--   in relation t_text, postal_code t_text, address t_text, building t_text, moved_in t_date,
--   in is_protected t_bool, name_key t_text, kana_key t_text
INSERT INTO person (town_id, id, household_id, family, given, family_kana, given_kana, former_family,
                    alias, roman, birth, relation, postal_code, address, building, moved_in,
                    is_protected, name_key, kana_key)
VALUES (:town_id, :id, :household_id, :family, :given, :family_kana, :given_kana, :former_family,
        :alias, :roman, :birth, :relation, :postal_code, :address, :building, :moved_in,
        :is_protected, :name_key, :kana_key);

-- born_on :many
--   Everyone born on a day: candidates for "is this applicant in the register?".
--   +id, here and below: in the order of the key SQLite would walk the whole register.
--   in town_id t_id, birth t_date, limit t_int
SELECT id, household_id, family, given, family_kana, given_kana, former_family, alias, roman, birth,
       relation, postal_code, address, building, moved_in, is_protected, name_key, kana_key
  FROM person WHERE town_id = :town_id AND birth = :birth ORDER BY +id LIMIT :limit;

-- by_id :maybe
--   One resident.
--   in town_id t_id, id t_id
SELECT id, household_id, family, given, family_kana, given_kana, former_family, alias, roman, birth,
       relation, postal_code, address, building, moved_in, is_protected, name_key, kana_key
  FROM person WHERE town_id = :town_id AND id = :id;

-- household :many
--   Who lives in a household.
--   in town_id t_id, household_id t_id, limit t_int
SELECT id, family, given, family_kana, given_kana, birth, relation, is_protected
  FROM person WHERE town_id = :town_id AND household_id = :household_id ORDER BY +id LIMIT :limit;

-- count :one
--   How many residents the register holds.
--   in town_id t_id
--   out n t_int
--   scan
SELECT count(*) AS n FROM person WHERE town_id = :town_id;

-- record_add :exec
--   What a 住民票 says of a resident.
--   in town_id t_id, person_id t_id, sex t_text, became_on t_date, since_on t_date, notified_on t_date,
--   in previous_address t_text, domicile t_text, domicile_head t_text
INSERT INTO person_record (town_id, person_id, sex, became_on, since_on, notified_on, previous_address, domicile,
                           domicile_head)
VALUES (:town_id, :person_id, :sex, :became_on, :since_on, :notified_on, :previous_address, :domicile, :domicile_head);

-- records_of_household :many
--   The 住民票 of a household; who has no record is missing here.
--   in town_id t_id, household_id t_id, limit t_int
SELECT p.id, p.family, p.given, p.family_kana, p.given_kana, p.former_family, p.alias, p.birth, p.relation, p.postal_code,
       p.address, p.building, p.is_protected, r.sex, r.became_on, r.since_on, r.notified_on, r.previous_address, r.domicile,
       r.domicile_head
  FROM person p JOIN person_record r ON r.town_id = p.town_id AND r.person_id = p.id
 WHERE p.town_id = :town_id AND p.household_id = :household_id ORDER BY +p.id LIMIT :limit;
