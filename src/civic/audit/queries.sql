-- add :exec
--   A row of what was done.
--   in town_id t_id, id t_id, at t_time, actor_kind t_text, actor_id t_id, action t_text, subject_table t_int,
--   in subject_id t_id, detail t_json
INSERT INTO audit (town_id, id, at, actor_kind, actor_id, action, subject_table, subject_id, detail)
VALUES (:town_id, :id, :at, :actor_kind, :actor_id, :action, :subject_table, :subject_id, :detail);

-- wait :exec
--   The row waits for its seal.
--   in town_id t_id, audit_id t_id
INSERT INTO audit_waiting (town_id, audit_id) VALUES (:town_id, :audit_id);

-- waiting :many
--   Rows without a seal, oldest keys first.
--   in town_id t_id, limit t_int
SELECT a.id, a.at, a.actor_kind, a.actor_id, a.action, a.subject_table, a.subject_id, a.detail
  FROM (SELECT town_id, audit_id FROM audit_waiting WHERE town_id = :town_id ORDER BY audit_id LIMIT :limit) AS w
  JOIN audit AS a ON a.town_id = w.town_id AND a.id = w.audit_id
 WHERE a.town_id = :town_id ORDER BY w.audit_id LIMIT :limit;

-- waiting_drop :exec
--   The row is sealed.
--   in town_id t_id, audit_id t_id
DELETE FROM audit_waiting WHERE town_id = :town_id AND audit_id = :audit_id;

-- last_link :maybe
--   The end of the chain.
--   in town_id t_id
SELECT seq, hash FROM audit_link WHERE town_id = :town_id ORDER BY seq DESC LIMIT 1;

-- link_add :exec
--   One row more in the chain. CONFLICT: another sealer was faster.
--   in town_id t_id, seq t_int, audit_id t_id, hash t_blob
INSERT INTO audit_link (town_id, seq, audit_id, hash) VALUES (:town_id, :seq, :audit_id, :hash);

-- last_head :maybe
--   The newest signed head.
--   in town_id t_id
SELECT number, seq, at FROM audit_head WHERE town_id = :town_id ORDER BY number DESC LIMIT 1;

-- head_add :exec
--   A signed head.
--   in town_id t_id, number t_int, seq t_int, at t_time, hash t_blob, signature t_blob
INSERT INTO audit_head (town_id, number, seq, at, hash, signature)
VALUES (:town_id, :number, :seq, :at, :hash, :signature);
