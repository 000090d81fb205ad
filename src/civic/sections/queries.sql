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
--   in password_hash t_text, must_change t_bool
INSERT INTO staff (town_id, id, login, family, given, section_id, password_hash, is_active, must_change)
VALUES (:town_id, :id, :login, :family, :given, :section_id, :password_hash, 1, :must_change);

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
SELECT id, login, family, given, section_id, is_active, must_change, version
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

-- section_by_id :maybe
--   A section as an administrator changes it.
--   in town_id t_id, id t_id
SELECT code, name, telephone, floor, hours, email, position, version
  FROM section WHERE town_id = :town_id AND id = :id;

-- change_section :exec
--   Renames a section, its telephone, floor and hours. No row changes when somebody was faster.
--   in town_id t_id, id t_id, version t_int, name t_text, telephone t_text, floor t_text, hours t_text,
--   in email t_text, position t_int
UPDATE section
   SET version = version + 1, name = :name, telephone = :telephone, floor = :floor, hours = :hours, email = :email,
       position = :position
 WHERE town_id = :town_id AND id = :id AND version = :version;

-- staff_all :many
--   Everybody, those of one section together; who has left comes last.
--   in town_id t_id, limit t_int
SELECT id, login, family, given, section_id, is_active, must_change
  FROM staff WHERE town_id = :town_id ORDER BY is_active DESC, section_id, login LIMIT :limit;

-- staff_roles :many
--   Who has which role.
--   in town_id t_id, limit t_int
SELECT staff_id, role FROM staff_role WHERE town_id = :town_id ORDER BY staff_id, role LIMIT :limit;

-- change_staff :exec
--   Another name, section, or leaving and coming back. No row changes when somebody was faster.
--   in town_id t_id, id t_id, version t_int, family t_text, given t_text, section_id t_id, is_active t_bool
UPDATE staff
   SET version = version + 1, family = :family, given = :given, section_id = :section_id, is_active = :is_active
 WHERE town_id = :town_id AND id = :id AND version = :version;

-- change_password :exec
--   Another password: by the person, or one for one log-in by an administrator.
--   in town_id t_id, id t_id, password_hash t_text, must_change t_bool
UPDATE staff SET version = version + 1, password_hash = :password_hash, must_change = :must_change
 WHERE town_id = :town_id AND id = :id;

-- password_of :maybe
--   What is compared before somebody changes their own password.
--   in town_id t_id, id t_id
SELECT login, password_hash FROM staff WHERE town_id = :town_id AND id = :id AND is_active = 1;

-- drop_roles :exec
--   Takes all roles away; those that stay are given anew in the same transaction.
--   in town_id t_id, staff_id t_id
DELETE FROM staff_role WHERE town_id = :town_id AND staff_id = :staff_id;

-- admins :one
--   How many who can sign in have a role.
--   in town_id t_id, role t_text
--   out n t_int
SELECT COUNT(*) AS n
  FROM staff_role AS r JOIN staff AS s ON s.town_id = r.town_id AND s.id = r.staff_id
 WHERE r.town_id = :town_id AND r.role = :role AND s.is_active = 1;
