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
--   The rows of these links are sealed.
--   in town_id t_id, first_seq t_int, last_seq t_int
DELETE FROM audit_waiting
 WHERE town_id = :town_id
   AND audit_id IN (SELECT audit_id FROM audit_link
                     WHERE town_id = :town_id AND seq >= :first_seq AND seq <= :last_seq);

-- last_link :maybe
--   The end of the chain.
--   in town_id t_id
SELECT seq, hash FROM audit_link WHERE town_id = :town_id ORDER BY seq DESC LIMIT 1;

-- link_add :exec
--   One row more in the chain. CONFLICT: another sealer was faster.
--   in town_id t_id, seq t_int, audit_id t_id, hash t_blob
INSERT INTO audit_link (town_id, seq, audit_id, hash) VALUES (:town_id, :seq, :audit_id, :hash);

-- link_add_8 :exec
--   Eight rows more, from seq on: a statement costs a server more than a row.
--   in town_id t_id, seq t_int,
--   in audit_1 t_id, hash_1 t_blob, audit_2 t_id, hash_2 t_blob, audit_3 t_id, hash_3 t_blob, audit_4 t_id, hash_4 t_blob,
--   in audit_5 t_id, hash_5 t_blob, audit_6 t_id, hash_6 t_blob, audit_7 t_id, hash_7 t_blob, audit_8 t_id, hash_8 t_blob
INSERT INTO audit_link (town_id, seq, audit_id, hash)
VALUES (:town_id, :seq, :audit_1, :hash_1),
       (:town_id, :seq + 1, :audit_2, :hash_2),
       (:town_id, :seq + 2, :audit_3, :hash_3),
       (:town_id, :seq + 3, :audit_4, :hash_4),
       (:town_id, :seq + 4, :audit_5, :hash_5),
       (:town_id, :seq + 5, :audit_6, :hash_6),
       (:town_id, :seq + 6, :audit_7, :hash_7),
       (:town_id, :seq + 7, :audit_8, :hash_8);

-- last_head :maybe
--   The newest signed head.
--   in town_id t_id
SELECT number, seq, at FROM audit_head WHERE town_id = :town_id ORDER BY number DESC LIMIT 1;

-- head_add :exec
--   A signed head.
--   in town_id t_id, number t_int, seq t_int, at t_time, hash t_blob, signature t_blob
INSERT INTO audit_head (town_id, number, seq, at, hash, signature)
VALUES (:town_id, :number, :seq, :at, :hash, :signature);
