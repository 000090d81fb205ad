-- all :many
--   The sections of a town in their order.
--   in town_id t_id, limit t_int
SELECT id, code, name, telephone, floor, hours, email
  FROM section WHERE town_id = :town_id ORDER BY position LIMIT :limit;

-- add :exec
--   A new section.
--   in town_id t_id, id t_id, code t_text, name t_text, telephone t_text, floor t_text, hours t_text,
--   in email t_text, position t_int
INSERT INTO section (town_id, id, code, name, telephone, floor, hours, email, position)
VALUES (:town_id, :id, :code, :name, :telephone, :floor, :hours, :email, :position);

-- add_staff :exec
--   A new member of staff.
--   in town_id t_id, id t_id, login t_text, family t_text, given t_text, section_id t_id,
--   in password_hash t_text
INSERT INTO staff (town_id, id, login, family, given, section_id, password_hash, is_active)
VALUES (:town_id, :id, :login, :family, :given, :section_id, :password_hash, 1);

-- add_role :exec
--   Gives a member of staff a role.
--   in town_id t_id, staff_id t_id, role t_text
INSERT INTO staff_role (town_id, staff_id, role) VALUES (:town_id, :staff_id, :role);

-- staff_by_login :maybe
--   Who signs in under this name; inactive ones too, so that both take the same time.
--   in town_id t_id, login t_text
SELECT id, family, given, section_id, password_hash, is_active
  FROM staff WHERE town_id = :town_id AND login = :login;

-- staff_by_id :maybe
--   A member of staff.
--   in town_id t_id, id t_id
SELECT id, login, family, given, section_id, is_active
  FROM staff WHERE town_id = :town_id AND id = :id;

-- staff_of_section :many
--   The colleagues a case can be given to.
--   in town_id t_id, section_id t_id, limit t_int
SELECT id, family, given FROM staff
 WHERE town_id = :town_id AND section_id = :section_id AND is_active = 1
 ORDER BY id LIMIT :limit;

-- roles :many
--   The roles of a member of staff.
--   in town_id t_id, staff_id t_id, limit t_int
SELECT role FROM staff_role WHERE town_id = :town_id AND staff_id = :staff_id ORDER BY role LIMIT :limit;
