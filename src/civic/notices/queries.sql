-- add :exec
--   A message to the resident.
--   in town_id t_id, id t_id, case_id t_id, kind t_text, title t_text, body t_text, created_at t_time
INSERT INTO notice (town_id, id, case_id, kind, transport, title, body, state, created_at)
VALUES (:town_id, :id, :case_id, :kind, 'screen', :title, :body, 'shown', :created_at);

-- of_case :many
--   The messages about a case, oldest first.
--   in town_id t_id, case_id t_id, limit t_int
--   null read_at
SELECT id, kind, title, body, created_at, read_at
  FROM notice WHERE town_id = :town_id AND case_id = :case_id ORDER BY id LIMIT :limit;

-- read :exec
--   The resident has seen the messages of a case.
--   in town_id t_id, case_id t_id, read_at t_time
UPDATE notice SET read_at = :read_at WHERE town_id = :town_id AND case_id = :case_id AND read_at IS NULL;

-- delivery_add :exec
--   A notice to be handed to a transport.
--   in town_id t_id, id t_id, notice_id t_id, case_id t_id, section_id t_id, transport t_text, address t_text,
--   in language t_text, message_id t_text, created_at t_time, due_at t_time
INSERT INTO notice_delivery (town_id, id, notice_id, case_id, section_id, transport, address, language, state,
                             message_id, attempts, status, created_at, due_at)
VALUES (:town_id, :id, :notice_id, :case_id, :section_id, :transport, :address, :language, 'created',
        :message_id, 0, '', :created_at, :due_at);

-- delivery :maybe
--   One delivery with the kind of its notice.
--   in town_id t_id, id t_id
--   null tried_at, taken_at, ended_at, again_at
SELECT d.id, d.notice_id, d.case_id, d.section_id, d.transport, d.address, d.language, d.state, d.message_id, d.attempts,
       d.status, d.created_at, d.due_at, d.tried_at, d.taken_at, d.ended_at, d.again_at, n.kind
  FROM notice_delivery d JOIN notice n ON n.town_id = d.town_id AND n.id = d.notice_id
 WHERE d.town_id = :town_id AND d.id = :id;

-- deliveries :many
--   What left the house about a case, newest first.
--   in town_id t_id, case_id t_id, limit t_int
--   null tried_at, taken_at, ended_at, again_at
SELECT d.id, d.notice_id, d.transport, d.state, d.attempts, d.status, d.created_at, d.due_at, d.tried_at, d.taken_at,
       d.ended_at, d.again_at, n.title
  FROM notice_delivery d JOIN notice n ON n.town_id = d.town_id AND n.id = d.notice_id
 WHERE d.town_id = :town_id AND d.case_id = :case_id ORDER BY d.id DESC LIMIT :limit;

-- delivery_tried :exec
--   An attempt begins.
--   in town_id t_id, id t_id, at t_time
UPDATE notice_delivery SET state = 'sending', attempts = attempts + 1, tried_at = :at
 WHERE town_id = :town_id AND id = :id AND taken_at IS NULL AND ended_at IS NULL;

-- delivery_taken :exec
--   The relay has it.
--   in town_id t_id, id t_id, at t_time, status t_text
UPDATE notice_delivery SET state = 'sending', taken_at = :at, status = :status
 WHERE town_id = :town_id AND id = :id AND taken_at IS NULL AND ended_at IS NULL;

-- delivery_answered :exec
--   What was heard of it last.
--   in town_id t_id, id t_id, status t_text
UPDATE notice_delivery SET status = :status WHERE town_id = :town_id AND id = :id AND state = 'sending';

-- delivery_end :exec
--   It is known how it ended. No row changes when it was known before.
--   in town_id t_id, id t_id, state t_text, status t_text, at t_time
UPDATE notice_delivery SET state = :state, status = :status, ended_at = :at
 WHERE town_id = :town_id AND id = :id AND ended_at IS NULL;

-- delivery_failed_after_all :exec
--   A report of failure came when it was held for delivered.
--   in town_id t_id, id t_id, state t_text, status t_text, at t_time
UPDATE notice_delivery SET state = :state, status = :status, ended_at = :at
 WHERE town_id = :town_id AND id = :id AND state IN ('sending', 'delivered');

-- deliveries_settle :exec
--   What the relay took long ago, and nothing was heard of since, is held for delivered.
--   in town_id t_id, before t_time, at t_time
UPDATE notice_delivery SET state = 'delivered', ended_at = :at
 WHERE town_id = :town_id AND state = 'sending' AND taken_at < :before;

-- delivery_again :exec
--   Staff have it sent again. No row changes when somebody did before.
--   in town_id t_id, id t_id, at t_time
UPDATE notice_delivery SET again_at = :at
 WHERE town_id = :town_id AND id = :id AND again_at IS NULL AND (ended_at IS NOT NULL OR taken_at IS NOT NULL);

-- refuse :exec
--   No more mail of the kinds that may be refused.
--   in town_id t_id, address_key t_text, at t_time
INSERT INTO notice_refusal (town_id, address_key, at) VALUES (:town_id, :address_key, :at)
ON CONFLICT (town_id, address_key) DO NOTHING;

-- refusal :maybe
--   Whether an address wants no such mail.
--   in town_id t_id, address_key t_text
SELECT at FROM notice_refusal WHERE town_id = :town_id AND address_key = :address_key;

-- setting :maybe
--   What the town does differently with a transport.
--   in town_id t_id, transport t_text
SELECT quiet_from, quiet_until, from_name, from_mail, reply_to
  FROM notice_setting WHERE town_id = :town_id AND transport = :transport;

-- setting_put :exec
--   What the town does differently from now on.
--   in town_id t_id, transport t_text, quiet_from t_int, quiet_until t_int, from_name t_text, from_mail t_text, reply_to t_text
INSERT INTO notice_setting (town_id, transport, quiet_from, quiet_until, from_name, from_mail, reply_to)
VALUES (:town_id, :transport, :quiet_from, :quiet_until, :from_name, :from_mail, :reply_to)
ON CONFLICT (town_id, transport) DO UPDATE
   SET quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, from_name = excluded.from_name,
       from_mail = excluded.from_mail, reply_to = excluded.reply_to;
