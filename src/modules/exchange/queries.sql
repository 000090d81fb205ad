-- webhook_add :exec
--   A new subscription.
--   in town_id t_id, id t_id, title t_text, url t_text, names t_text, sealed_secret t_text, created_by t_id,
--   in created_at t_time
INSERT INTO webhook (town_id, id, title, url, names, sealed_secret, state, stamp, created_by, created_at)
VALUES (:town_id, :id, :title, :url, :names, :sealed_secret, 'active', 0, :created_by, :created_at);

-- webhooks :many
--   All subscriptions of a town, newest first.
--   in town_id t_id, limit t_int
SELECT id, title, url, names, state, created_by, created_at
  FROM webhook WHERE town_id = :town_id ORDER BY created_at DESC, id DESC LIMIT :limit;

-- webhook_by_id :maybe
--   One subscription.
--   in town_id t_id, id t_id
--   null quiet_until
SELECT id, title, url, names, sealed_secret, state, quiet_until, created_by, created_at
  FROM webhook WHERE town_id = :town_id AND id = :id;

-- webhook_any :maybe
--   Whether somebody wants events at all.
--   in town_id t_id
SELECT id FROM webhook WHERE town_id = :town_id AND state <> 'ended' LIMIT 1;

-- webhooks_live :many
--   Subscriptions that are not ended.
--   in town_id t_id, limit t_int
SELECT id, names, state FROM webhook WHERE town_id = :town_id AND state <> 'ended' ORDER BY id LIMIT :limit;

-- webhook_move :exec
--   From one state to another: no row changes when it was in none of these two.
--   in town_id t_id, id t_id, from_1 t_text, from_2 t_text, state t_text
UPDATE webhook SET state = :state, stamp = stamp + 1
 WHERE town_id = :town_id AND id = :id AND (state = :from_1 OR state = :from_2);

-- webhook_claim :exec
--   Holds the row until the end of the transaction, if it is in this state.
--   in town_id t_id, id t_id, state t_text
UPDATE webhook SET stamp = stamp + 1 WHERE town_id = :town_id AND id = :id AND state = :state;

-- webhook_claim_stopped :exec
--   Holds the row until the end of the transaction, if deliveries must wait.
--   in town_id t_id, id t_id
UPDATE webhook SET stamp = stamp + 1
 WHERE town_id = :town_id AND id = :id AND (state = 'paused' OR state = 'resuming');

-- webhook_quiet :exec
--   No call is made before this time.
--   in town_id t_id, id t_id, until t_time
UPDATE webhook SET quiet_until = :until WHERE town_id = :town_id AND id = :id;

-- webhook_secret :exec
--   Another secret.
--   in town_id t_id, id t_id, sealed_secret t_text
UPDATE webhook SET sealed_secret = :sealed_secret WHERE town_id = :town_id AND id = :id AND state <> 'ended';

-- delivery_add :exec
--   An event for a receiver; nothing changes when it is there already.
--   in town_id t_id, id t_id, webhook_id t_id, event_id t_id, name t_text, case_id t_id, case_version t_int,
--   in event_at t_time, state t_text, created_at t_time
INSERT INTO webhook_delivery (town_id, id, webhook_id, event_id, name, case_id, case_version, event_at, state, round,
                              attempts, last_status, created_at)
VALUES (:town_id, :id, :webhook_id, :event_id, :name, :case_id, :case_version, :event_at, :state, 1, 0, 0, :created_at)
ON CONFLICT (town_id, webhook_id, event_id) DO NOTHING;

-- delivery_by_id :maybe
--   One delivery.
--   in town_id t_id, id t_id
--   null first_at, last_at
SELECT id, webhook_id, event_id, name, case_id, case_version, event_at, state, round, attempts, first_at, last_at,
       last_status, created_at
  FROM webhook_delivery WHERE town_id = :town_id AND id = :id;

-- deliveries :many
--   The newest deliveries of a receiver.
--   in town_id t_id, webhook_id t_id, limit t_int
--   null first_at, last_at
SELECT id, name, case_id, case_version, event_at, state, attempts, first_at, last_at, last_status, created_at
  FROM webhook_delivery WHERE town_id = :town_id AND webhook_id = :webhook_id
 ORDER BY created_at DESC, id DESC LIMIT :limit;

-- in_state :many
--   Deliveries of a receiver in a state, in the order of their events.
--   in town_id t_id, webhook_id t_id, state t_text, limit t_int
SELECT id, case_id, round FROM webhook_delivery
 WHERE town_id = :town_id AND webhook_id = :webhook_id AND state = :state
 ORDER BY event_at, case_version, id LIMIT :limit;

-- count_in_state :one
--   How many deliveries are in a state, counted up to a limit.
--   in town_id t_id, webhook_id t_id, state t_text, limit t_int
--   out n t_int
SELECT count(*) AS n
  FROM (SELECT id FROM webhook_delivery
         WHERE town_id = :town_id AND webhook_id = :webhook_id AND state = :state LIMIT :limit) AS counted;

-- earlier :maybe
--   An event of the same case that this receiver has not had yet and must have first.
--   in town_id t_id, webhook_id t_id, case_id t_id, case_version t_int
SELECT id, state FROM webhook_delivery
 WHERE town_id = :town_id AND webhook_id = :webhook_id AND case_id = :case_id AND case_version < :case_version
   AND (state = 'waiting' OR state = 'held')
 ORDER BY case_version LIMIT 1;

-- delivery_again :exec
--   Into a new round: no row changes when somebody was faster.
--   in town_id t_id, id t_id, round t_int
UPDATE webhook_delivery SET state = 'waiting', round = round + 1, first_at = NULL
 WHERE town_id = :town_id AND id = :id AND round = :round;

-- delivery_put :exec
--   Into a state: no row changes when a new round has begun.
--   in town_id t_id, id t_id, round t_int, state t_text
UPDATE webhook_delivery SET state = :state, first_at = NULL
 WHERE town_id = :town_id AND id = :id AND round = :round;

-- delivery_tried :exec
--   A try was made: no row changes when a new round has begun.
--   in town_id t_id, id t_id, round t_int, state t_text, attempts t_int, first_at t_time, last_at t_time, last_status t_int
UPDATE webhook_delivery
   SET state = :state, attempts = :attempts, first_at = :first_at, last_at = :last_at, last_status = :last_status
 WHERE town_id = :town_id AND id = :id AND round = :round;

-- attempt_add :exec
--   What a try came to.
--   in town_id t_id, id t_id, delivery_id t_id, at t_time, number t_int, status t_int, took_ms t_int, note t_text
INSERT INTO webhook_attempt (town_id, id, delivery_id, at, number, status, took_ms, note)
VALUES (:town_id, :id, :delivery_id, :at, :number, :status, :took_ms, :note);

-- attempts :many
--   The tries of a delivery, newest first.
--   in town_id t_id, delivery_id t_id, limit t_int
SELECT at, number, status, took_ms, note FROM webhook_attempt
 WHERE town_id = :town_id AND delivery_id = :delivery_id ORDER BY number DESC LIMIT :limit;

-- attempts_drop :exec
--   Forgets old tries, some at a time.
--   in town_id t_id, before t_time, limit t_int
DELETE FROM webhook_attempt WHERE town_id = :town_id AND id IN (
  SELECT id FROM webhook_attempt WHERE town_id = :town_id AND at < :before ORDER BY at LIMIT :limit);

-- deliveries_drop :exec
--   Forgets old deliveries that nobody waits for, some at a time.
--   in town_id t_id, before t_time, limit t_int
DELETE FROM webhook_delivery WHERE town_id = :town_id AND id IN (
  SELECT id FROM webhook_delivery WHERE town_id = :town_id AND created_at < :before
     AND state <> 'waiting' AND state <> 'held' ORDER BY created_at LIMIT :limit);
