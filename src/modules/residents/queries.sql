-- request_count :exec
--   A link was asked for this address; the count begins anew after its hour.
--   in town_id t_id, address_key t_text, now t_time, before t_time
INSERT INTO sign_in_request (town_id, address_key, since, asked) VALUES (:town_id, :address_key, :now, 1)
ON CONFLICT (town_id, address_key) DO UPDATE SET
  asked = CASE WHEN sign_in_request.since < :before THEN 1 ELSE sign_in_request.asked + 1 END,
  since = CASE WHEN sign_in_request.since < :before THEN excluded.since ELSE sign_in_request.since END;

-- request :one
--   How often it was asked for since the count began.
--   in town_id t_id, address_key t_text
SELECT asked FROM sign_in_request WHERE town_id = :town_id AND address_key = :address_key;

-- sign_in_add :exec
--   A link is to leave by mail.
--   in town_id t_id, id t_id, nonce t_text, token_hash t_text, device_hash t_text, address_key t_text,
--   in address t_text, language t_text, now t_time, expires_at t_time
INSERT INTO sign_in (town_id, id, nonce, token_hash, device_hash, address_key, address, language, created_at, expires_at)
VALUES (:town_id, :id, :nonce, :token_hash, :device_hash, :address_key, :address, :language, :now, :expires_at);

-- sign_in_by_id :maybe
--   The link that a job is to send.
--   in town_id t_id, id t_id
--   null used_at
SELECT id, nonce, address, language, expires_at, used_at FROM sign_in WHERE town_id = :town_id AND id = :id;

-- sign_in_find :maybe
--   The link of a token, used up or not.
--   in town_id t_id, token_hash t_text
--   null used_at
SELECT id, device_hash, address_key, address, expires_at, used_at
  FROM sign_in WHERE town_id = :town_id AND token_hash = :token_hash;

-- sign_in_use :exec
--   Uses it up. No row changes when it was used before or is too old.
--   in town_id t_id, id t_id, now t_time
UPDATE sign_in SET used_at = :now WHERE town_id = :town_id AND id = :id AND used_at IS NULL AND expires_at > :now;

-- account_put :exec
--   The account of an address: made at its first sign-in, else marked as used.
--   in town_id t_id, id t_id, address_key t_text, address t_text, now t_time
INSERT INTO resident_account (town_id, id, address_key, address, created_at, seen_at)
VALUES (:town_id, :id, :address_key, :address, :now, :now)
ON CONFLICT (town_id, address_key) DO UPDATE SET seen_at = excluded.seen_at;

-- account_by_key :one
--   The account of an address.
--   in town_id t_id, address_key t_text
SELECT id FROM resident_account WHERE town_id = :town_id AND address_key = :address_key;

-- account :maybe
--   An account.
--   in town_id t_id, id t_id
SELECT id, address_key, address FROM resident_account WHERE town_id = :town_id AND id = :id;

-- session_add :exec
--   A resident has signed in.
--   in town_id t_id, id t_id, token_hash t_text, account_id t_id, now t_time
INSERT INTO resident_session (town_id, id, token_hash, account_id, created_at, seen_at)
VALUES (:town_id, :id, :token_hash, :account_id, :now, :now);

-- session_find :maybe
--   The session of a cookie.
--   in town_id t_id, token_hash t_text
SELECT id, account_id, created_at, seen_at
  FROM resident_session WHERE town_id = :town_id AND token_hash = :token_hash;

-- session_seen :exec
--   The session was used.
--   in town_id t_id, id t_id, now t_time
UPDATE resident_session SET seen_at = :now WHERE town_id = :town_id AND id = :id;

-- session_end :exec
--   A resident has signed out here.
--   in town_id t_id, id t_id
DELETE FROM resident_session WHERE town_id = :town_id AND id = :id;

-- sessions_end :exec
--   A resident has signed out everywhere.
--   in town_id t_id, account_id t_id
DELETE FROM resident_session WHERE town_id = :town_id AND account_id = :account_id;

-- link :exec
--   The account holds this case. CONFLICT is none: it may hold it already.
--   in town_id t_id, account_id t_id, case_id t_id, how t_text, now t_time
INSERT INTO account_case (town_id, account_id, case_id, how, linked_at)
VALUES (:town_id, :account_id, :case_id, :how, :now)
ON CONFLICT (town_id, account_id, case_id) DO NOTHING;

-- unlink :exec
--   The account holds this case no longer. No row changes when it did not.
--   in town_id t_id, account_id t_id, case_id t_id
DELETE FROM account_case WHERE town_id = :town_id AND account_id = :account_id AND case_id = :case_id;

-- holds :maybe
--   Does the account hold this case, and since when?
--   in town_id t_id, account_id t_id, case_id t_id
SELECT linked_at FROM account_case WHERE town_id = :town_id AND account_id = :account_id AND case_id = :case_id;

-- cases_of :many
--   The cases of an account, newest first, with the day by which an answer is asked for.
--   in town_id t_id, account_id t_id, limit t_int
--   null answer_by
SELECT c.id, c.procedure_id, c.state, c.is_open, c.arrived_at, c.due_on, q.due_on AS answer_by
  FROM account_case AS k
  JOIN cases AS c ON c.town_id = k.town_id AND c.id = k.case_id
  LEFT JOIN correction AS q ON q.town_id = c.town_id AND q.case_id = c.id AND q.state = 'open'
 WHERE k.town_id = :town_id AND k.account_id = :account_id
 ORDER BY c.arrived_at DESC, c.id DESC LIMIT :limit;

-- links_drop :exec
--   The account is being deleted: what it held. The cases stay the town's.
--   in town_id t_id, account_id t_id
DELETE FROM account_case WHERE town_id = :town_id AND account_id = :account_id;

-- sign_ins_drop :exec
--   The account is being deleted: links to its address.
--   in town_id t_id, address_key t_text
DELETE FROM sign_in WHERE town_id = :town_id AND address_key = :address_key;

-- account_drop :exec
--   Deletes the account.
--   in town_id t_id, id t_id
DELETE FROM resident_account WHERE town_id = :town_id AND id = :id;

-- sweep_sign_ins :exec
--   Links that can no longer sign in.
--   in town_id t_id, before t_time
--   scan
DELETE FROM sign_in WHERE town_id = :town_id AND expires_at < :before;

-- sweep_sessions :exec
--   Sessions that have ended.
--   in town_id t_id, seen_before t_time, made_before t_time
--   scan
DELETE FROM resident_session WHERE town_id = :town_id AND (seen_at < :seen_before OR created_at < :made_before);

-- sweep_requests :exec
--   Counts whose hour is over.
--   in town_id t_id, before t_time
--   scan
DELETE FROM sign_in_request WHERE town_id = :town_id AND since < :before;
