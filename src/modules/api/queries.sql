-- token_add :exec
--   A new token.
--   in town_id t_id, id t_id, staff_id t_id, name t_text, token_hash t_text, permissions t_text, created_at t_time,
--   in expires_at t_time
INSERT INTO api_token (town_id, id, staff_id, name, token_hash, permissions, created_at, expires_at)
VALUES (:town_id, :id, :staff_id, :name, :token_hash, :permissions, :created_at, :expires_at);

-- token_find :maybe
--   The token of a request with whose it is, however old it is.
--   in town_id t_id, token_hash t_text
--   null seen_at, revoked_at
SELECT t.id, t.staff_id, t.name, t.permissions, t.expires_at, t.seen_at, t.revoked_at, p.login, p.family, p.given,
       p.section_id
  FROM api_token AS t JOIN staff AS p ON p.town_id = t.town_id AND p.id = t.staff_id
 WHERE t.town_id = :town_id AND t.token_hash = :token_hash AND p.is_active = 1;

-- token_seen :exec
--   The token was used.
--   in town_id t_id, id t_id, now t_time
UPDATE api_token SET seen_at = :now WHERE town_id = :town_id AND id = :id;

-- tokens_of :many
--   The tokens of a member of staff, newest first.
--   in town_id t_id, staff_id t_id, limit t_int
--   null seen_at, revoked_at
SELECT id, name, permissions, created_at, expires_at, seen_at, revoked_at
  FROM api_token WHERE town_id = :town_id AND staff_id = :staff_id ORDER BY id DESC LIMIT :limit;

-- token_revoke :exec
--   The token opens nothing any more. No row changes when it was revoked before, or is somebody else's.
--   in town_id t_id, id t_id, staff_id t_id, now t_time
UPDATE api_token SET revoked_at = :now
 WHERE town_id = :town_id AND id = :id AND staff_id = :staff_id AND revoked_at IS NULL;

-- sent_add :exec
--   Remembers with which body a key was sent, beside the case it made.
--   in town_id t_id, external_id t_text, body_hash t_text, case_id t_id
INSERT INTO api_sent (town_id, external_id, body_hash, case_id)
VALUES (:town_id, :external_id, :body_hash, :case_id);

-- sent_find :maybe
--   What a key was sent with before.
--   in town_id t_id, external_id t_text
SELECT body_hash, case_id FROM api_sent WHERE town_id = :town_id AND external_id = :external_id;
