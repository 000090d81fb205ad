-- session_add :exec
--   Somebody has signed in.
--   in town_id t_id, id t_id, token_hash t_text, staff_id t_id, permissions t_int, now t_time
INSERT INTO session (town_id, id, token_hash, staff_id, permissions, created_at, seen_at)
VALUES (:town_id, :id, :token_hash, :staff_id, :permissions, :now, :now);

-- session_find :maybe
--   The session of a cookie with who it is.
--   in town_id t_id, token_hash t_text
SELECT s.id, s.staff_id, s.permissions, s.created_at, s.seen_at, p.login, p.family, p.given, p.section_id,
       p.must_change
  FROM session AS s JOIN staff AS p ON p.town_id = s.town_id AND p.id = s.staff_id
 WHERE s.town_id = :town_id AND s.token_hash = :token_hash AND p.is_active = 1;

-- session_seen :exec
--   The session was used.
--   in town_id t_id, id t_id, now t_time
UPDATE session SET seen_at = :now WHERE town_id = :town_id AND id = :id;

-- session_end :exec
--   Somebody has signed out.
--   in town_id t_id, id t_id
DELETE FROM session WHERE town_id = :town_id AND id = :id;

-- sessions_drop :exec
--   Sessions nobody used for long.
--   in town_id t_id, before t_time
--   scan
DELETE FROM session WHERE town_id = :town_id AND seen_at < :before;

-- failure :maybe
--   How often this name was tried in vain.
--   in town_id t_id, login t_text
SELECT failures, last_at FROM login_failure WHERE town_id = :town_id AND login = :login;

-- failure_add :exec
--   One more wrong password under this name.
--   in town_id t_id, login t_text, now t_time
INSERT INTO login_failure (town_id, login, failures, last_at) VALUES (:town_id, :login, 1, :now)
ON CONFLICT (town_id, login) DO UPDATE SET failures = login_failure.failures + 1, last_at = excluded.last_at;

-- failure_clear :exec
--   The right password came.
--   in town_id t_id, login t_text
DELETE FROM login_failure WHERE town_id = :town_id AND login = :login;

-- failures_drop :exec
--   Wrong passwords of long ago: the name begins anew.
--   in town_id t_id, before t_time
--   scan
DELETE FROM login_failure WHERE town_id = :town_id AND last_at < :before;

-- sessions_end_others :exec
--   Another password: whoever else is signed in under this name is no more.
--   in town_id t_id, staff_id t_id, id t_id
DELETE FROM session WHERE town_id = :town_id AND staff_id = :staff_id AND id <> :id;
