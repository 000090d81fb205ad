-- add :exec
--   A new job, unless its key is known.
--   in town_id t_id, id t_id, kind t_text, state t_text, priority t_int, due_at t_time, idem_key t_text?, thread t_text?, payload t_json, added_at t_time
INSERT INTO job (town_id, id, kind, state, priority, due_at, idem_key, thread, seq, payload, attempts, first_at, lease, node, error, added_at)
VALUES (:town_id, :id, :kind, :state, :priority, :due_at, :idem_key, :thread, 0, :payload, 0, NULL, 0, '', '', :added_at)
ON CONFLICT (town_id, kind, idem_key) WHERE idem_key IS NOT NULL DO NOTHING;

-- thread_join :one
--   A job more in a thread: its place, and how many are open now.
--   in town_id t_id, thread t_text
INSERT INTO job_thread (town_id, thread, last_seq, open_jobs) VALUES (:town_id, :thread, 1, 1)
ON CONFLICT (town_id, thread) DO UPDATE SET last_seq = job_thread.last_seq + 1, open_jobs = job_thread.open_jobs + 1
RETURNING last_seq, open_jobs;

-- place :exec
--   Puts a job in its place in the thread.
--   in town_id t_id, id t_id, state t_text, seq t_int
UPDATE job SET state = :state, seq = :seq WHERE town_id = :town_id AND id = :id;

-- thread_leave :maybe
--   A job fewer in a thread: how many are left.
--   in town_id t_id, thread t_text
UPDATE job_thread SET open_jobs = open_jobs - 1 WHERE town_id = :town_id AND thread = :thread AND open_jobs > 0
RETURNING open_jobs;

-- promote :exec
--   The next job of a thread is free to run.
--   in town_id t_id, thread t_text, now t_time
UPDATE job SET state = CASE WHEN due_at > :now THEN 'later' ELSE 'ready' END
 WHERE town_id = :town_id AND thread = :thread AND state = 'behind'
   AND seq = (SELECT MIN(j.seq) FROM job j WHERE j.town_id = :town_id AND j.thread = :thread AND j.state = 'behind');

-- threads_drop :exec
--   Forgets threads without open jobs.
--   in limit t_int
--   global
DELETE FROM job_thread WHERE open_jobs < 1 AND (town_id, thread) IN
  (SELECT t.town_id, t.thread FROM job_thread t WHERE t.open_jobs = 0 LIMIT :limit);

-- finish :exec
--   A job with a key is done; its key stays known.
--   in town_id t_id, id t_id, lease t_int, now t_time
UPDATE job SET state = 'done', lease = 0, due_at = :now, error = '', payload = '{}'
 WHERE town_id = :town_id AND id = :id AND lease = :lease;

-- forget :exec
--   A job without a key is done.
--   in town_id t_id, id t_id, lease t_int
DELETE FROM job WHERE town_id = :town_id AND id = :id AND lease = :lease;

-- retry :exec
--   A run failed; another comes.
--   in town_id t_id, id t_id, lease t_int, due_at t_time, error t_text
UPDATE job SET state = 'again', lease = 0, due_at = :due_at, error = :error
 WHERE town_id = :town_id AND id = :id AND lease = :lease;

-- die :exec
--   No further run comes by itself.
--   in town_id t_id, id t_id, lease t_int, now t_time, error t_text
UPDATE job SET state = 'dead', lease = 0, due_at = :now, error = :error
 WHERE town_id = :town_id AND id = :id AND lease = :lease;

-- give_back :exec
--   A run that did not take place, or ended with its node: anybody may take the job at once.
--   in town_id t_id, id t_id, lease t_int, attempts t_int, now t_time, error t_text
UPDATE job SET state = 'ready', lease = 0, due_at = :now, attempts = :attempts, error = :error
 WHERE town_id = :town_id AND id = :id AND lease = :lease;

-- renew :exec
--   A sign of life.
--   in town_id t_id, id t_id, lease t_int, until t_time
UPDATE job SET due_at = :until WHERE town_id = :town_id AND id = :id AND lease = :lease;

-- next_queue :maybe
--   The queue (town, kind, priority) after this one in which a job is ready.
--   in town_id t_id, kind t_text, priority t_int
--   global
SELECT town_id, kind, priority, due_at FROM job
 WHERE state = 'ready' AND (town_id, kind, priority) > (:town_id, :kind, :priority)
 ORDER BY town_id, kind, priority, due_at LIMIT 1;

-- take_turn :exec
--   Waits until no other node claims; nobody else does until this transaction ends.
--   global
INSERT INTO job_claims (place, turns) VALUES (1, 1) ON CONFLICT (place) DO UPDATE SET turns = job_claims.turns + 1;

-- claim :each
--   Takes the oldest jobs of a queue under a lease; none of a kind that was paused before they came.
--   in town_id t_id, kind t_text, priority t_int, limit t_int, lease t_int, node t_text, until t_time, now t_time
--   null idem_key, thread, first_at
UPDATE job SET state = 'running', lease = :lease, node = :node, due_at = :until, attempts = attempts + 1,
       first_at = COALESCE(first_at, :now)
 WHERE town_id = :town_id AND lease = 0 AND state NOT IN ('later', 'again', 'behind', 'running', 'done', 'dead', 'dropped')
   AND id IN (SELECT j.id FROM job j WHERE j.town_id = :town_id AND j.kind = :kind AND j.priority = :priority
                                       AND j.state = 'ready' ORDER BY j.due_at, j.id LIMIT :limit)
   AND NOT EXISTS (SELECT 1 FROM job_pause p WHERE p.kind = :kind)
RETURNING id, priority, idem_key, thread, payload, attempts, first_at, due_at;

-- due :maybe
--   Whether any job of this state is due.
--   in state t_text, now t_time
--   global
SELECT due_at FROM job WHERE state = :state AND due_at <= :now LIMIT 1;

-- due_too_far :maybe
--   Whether any job of this state waits longer than any can: the clock was set back.
--   in state t_text, far t_time
--   global
SELECT due_at FROM job WHERE state = :state AND due_at > :far LIMIT 1;

-- make_ready :exec
--   Jobs whose time has come.
--   in state t_text, now t_time, limit t_int
--   global
UPDATE job SET state = 'ready' WHERE state NOT IN ('behind', 'ready', 'running', 'done', 'dead', 'dropped') AND (town_id, id) IN
  (SELECT j.town_id, j.id FROM job j WHERE j.state = :state AND j.due_at <= :now ORDER BY j.due_at LIMIT :limit);

-- make_ready_too_far :exec
--   Jobs that wait longer than any can.
--   in state t_text, far t_time, now t_time, limit t_int
--   global
UPDATE job SET state = 'ready', due_at = :now WHERE state NOT IN ('behind', 'ready', 'running', 'done', 'dead', 'dropped') AND (town_id, id) IN
  (SELECT j.town_id, j.id FROM job j WHERE j.state = :state AND j.due_at > :far LIMIT :limit);

-- ended_leases :many
--   Runs whose node gave no sign of life in time, or, after the clock was set back, seems to live too long.
--   in now t_time, far t_time, limit t_int
--   global
--   null thread
SELECT town_id, id, kind, thread, attempts, lease, node FROM job
 WHERE state = 'running' AND (due_at < :now OR due_at > :far) ORDER BY due_at LIMIT :limit;

-- pauses :many
--   The kinds that are paused.
--   in limit t_int
--   global
SELECT kind, since_at FROM job_pause ORDER BY kind LIMIT :limit;

-- pause :exec
--   No node begins jobs of this kind.
--   in kind t_text, now t_time
--   global
INSERT INTO job_pause (kind, since_at) VALUES (:kind, :now) ON CONFLICT (kind) DO NOTHING;

-- resume :exec
--   Jobs of this kind are run again.
--   in kind t_text
--   global
DELETE FROM job_pause WHERE kind = :kind;

-- drop_finished :exec
--   Forgets keys of jobs that ended long ago.
--   in state t_text, before t_time, limit t_int
--   global
DELETE FROM job WHERE due_at < :before AND (town_id, id) IN
  (SELECT j.town_id, j.id FROM job j WHERE j.state = :state AND j.due_at < :before ORDER BY j.due_at LIMIT :limit);

-- counts :many
--   How many jobs of each kind are in each state but done and dropped, and since when the first is due.
--   in limit t_int
--   out n t_int, oldest t_time
--   global
SELECT kind, state, COUNT(*) AS n, MIN(due_at) AS oldest FROM job
 WHERE state IN ('later', 'ready', 'behind', 'running', 'again', 'dead') GROUP BY kind, state ORDER BY kind, state LIMIT :limit;

-- dead :many
--   The dead letters, of one kind or all, newest first.
--   in kind t_text, limit t_int
--   optional kind
--   global
--   null thread, idem_key, first_at
SELECT town_id, id, kind, thread, idem_key, attempts, first_at, due_at, added_at, node, error FROM job
 WHERE state = 'dead' [kind: AND kind = :kind] ORDER BY due_at DESC, id DESC LIMIT :limit;

-- dead_one :maybe
--   A dead letter.
--   in town_id t_id, id t_id
--   null thread
SELECT kind, thread FROM job WHERE town_id = :town_id AND id = :id AND state NOT IN ('later', 'ready', 'behind', 'running', 'again', 'done', 'dropped') LIMIT 1;

-- replay :exec
--   A dead letter is tried anew.
--   in town_id t_id, id t_id, state t_text, now t_time
UPDATE job SET state = :state, attempts = 0, first_at = NULL, due_at = :now WHERE town_id = :town_id AND id = :id AND state NOT IN ('later', 'ready', 'behind', 'running', 'again', 'done', 'dropped');

-- drop :exec
--   A dead letter stays undone; its key stays known.
--   in town_id t_id, id t_id, now t_time
UPDATE job SET state = 'dropped', due_at = :now, payload = '{}' WHERE town_id = :town_id AND id = :id AND state NOT IN ('later', 'ready', 'behind', 'running', 'again', 'done', 'dropped');
