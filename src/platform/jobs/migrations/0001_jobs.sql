-- Work outside requests. Statements about one job name its key and its lease, which is 0 unless it runs, rather than its
-- state, so that both engines find it by its key. A job is
--   later    asked for a time that has not come (due_at)
--   ready    for any node; the oldest due_at first
--   behind   another job of its thread goes first
--   running  under a lease until due_at
--   again    failed; tried again at due_at
--   done     since due_at; kept only when it has a key
--   dead     since due_at: failed too often, or for good; dropped: somebody decided that it stays undone
-- number 61
-- large
CREATE TABLE job (
  town_id  t_id   NOT NULL,
  id       t_id   NOT NULL,
  kind     t_text NOT NULL,
  state    t_text NOT NULL,
  priority t_int  NOT NULL,
  due_at   t_time NOT NULL,
  idem_key t_text,              -- at most one job of a kind in a town
  thread   t_text,              -- jobs of one thread run one after another
  seq      t_int  NOT NULL,     -- its place in the thread
  payload  t_json NOT NULL,     -- references, never personal data
  attempts t_int  NOT NULL,     -- runs that were begun
  first_at t_time,              -- the first of them
  lease    t_int  NOT NULL,     -- of the run; 0: none
  node     t_text NOT NULL,     -- that runs it or ran it last
  error    t_text NOT NULL,     -- of the last run
  added_at t_time NOT NULL,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX job_turn ON job (state, town_id, kind, priority, due_at, id);
CREATE INDEX job_due ON job (state, due_at, kind);
CREATE UNIQUE INDEX job_key ON job (town_id, kind, idem_key) WHERE idem_key IS NOT NULL;
CREATE INDEX job_behind ON job (town_id, thread, seq) WHERE state = 'behind';
-- A thread that has or had jobs: its row orders those who add and those who finish.
CREATE TABLE job_thread (
  town_id   t_id   NOT NULL,
  thread    t_text NOT NULL,
  last_seq  t_int  NOT NULL,
  open_jobs t_int  NOT NULL,
  PRIMARY KEY (town_id, thread)
);
CREATE INDEX job_thread_idle ON job_thread (town_id, thread) WHERE open_jobs = 0;
-- Kinds that no node begins, in any town of this store.
CREATE TABLE job_pause (
  kind     t_text NOT NULL,
  since_at t_time NOT NULL,
  PRIMARY KEY (kind)
);
-- One row: nodes claim one after another, each seeing what the other took, rather than waiting for each other's rows.
CREATE TABLE job_claims (
  place t_int NOT NULL,
  turns t_int NOT NULL,   -- how often anybody claimed
  PRIMARY KEY (place)
);
