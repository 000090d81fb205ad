-- The river: cases, how they came in, what happened to them.
-- The receipt number is a function of the id (ids_receipt_number), the code a keyed hash: neither is a column.
-- No foreign keys on these tables: rows are only ever added through cases_receive(), and a checked key costs
-- a lookup on the busiest path (docs/decisions/0003).
-- number 17
-- large
CREATE TABLE cases (
  town_id       t_id   NOT NULL,
  id            t_id   NOT NULL,
  procedure_id  t_text NOT NULL,
  plan_digest   t_text NOT NULL,   -- the version of the form it was made with
  channel       t_text NOT NULL,   -- web, counter, paper, telephone, …
  language      t_text NOT NULL,
  state         t_text NOT NULL,   -- derived from the history (cases/rules.c), stored for the queue
  is_open       t_bool NOT NULL,   -- work is left: state is neither done nor withdrawn
  section_id    t_id   NOT NULL,
  assignee_id   t_id,              -- NULL: nobody yet
  person_id     t_id,              -- NULL: not found in the register
  name          t_text NOT NULL,   -- applicant, as typed
  kana          t_text NOT NULL,
  birth         t_date,            -- second secret of the receipt; NULL if the form does not ask
  telephone     t_text NOT NULL,
  arrived_at    t_time NOT NULL,   -- 到達
  office_on     t_date NOT NULL,   -- 受付日
  due_on        t_date NOT NULL,   -- end of the 標準処理期間 as it stands
  stopped_on    t_date,            -- the day a 補正 stopped the clock; NULL while it runs
  sort_on       t_date NOT NULL,   -- due_on, or the day the clock would resume
  visit_on      t_date,            -- 来庁 booked for this day
  mark          t_text NOT NULL,   -- 審査のしるし: ok, look, stop
  mark_text     t_text NOT NULL,
  outcome       t_text,            -- NULL until decided
  decided_at    t_time,
  version       t_int  NOT NULL,   -- optimistic lock
  updated_at    t_time NOT NULL,
  answers       t_json NOT NULL,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX cases_state ON cases (town_id, section_id, state, sort_on, id);
CREATE INDEX cases_open ON cases (town_id, section_id, is_open, sort_on, id);
CREATE INDEX cases_mine ON cases (town_id, assignee_id, is_open, sort_on, id) WHERE assignee_id IS NOT NULL; -- a new case has nobody
CREATE INDEX cases_visit ON cases (town_id, section_id, visit_on, id) WHERE visit_on IS NOT NULL;
CREATE INDEX cases_kana ON cases (town_id, kana, id);
CREATE INDEX cases_name ON cases (town_id, name, id);

-- Each channel's own key for what it sent, so that a repeat is the same case.
CREATE TABLE case_intake (
  town_id     t_id   NOT NULL,
  channel     t_text NOT NULL,
  external_id t_text NOT NULL,
  case_id     t_id   NOT NULL,
  came_on     t_date NOT NULL,
  PRIMARY KEY (town_id, channel, external_id)
);
CREATE INDEX case_intake_old ON case_intake (town_id, channel, came_on);

-- Append-only.
-- number 18
-- large
CREATE TABLE case_event (
  town_id    t_id   NOT NULL,
  id         t_id   NOT NULL,
  case_id    t_id   NOT NULL,
  at         t_time NOT NULL,
  version    t_int  NOT NULL,   -- of the case after this event
  kind       t_text NOT NULL,   -- received, taken, checked, correction-asked, …
  actor_kind t_text NOT NULL,   -- resident, staff, machine
  actor_id   t_id,
  actor_name t_text NOT NULL,
  is_public  t_bool NOT NULL,   -- shown on the resident's timeline
  note       t_text NOT NULL,
  detail     t_json NOT NULL,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX case_event_of ON case_event (town_id, case_id, id);

-- What staff found for each 審査項目.
CREATE TABLE case_check (
  town_id t_id   NOT NULL,
  case_id t_id   NOT NULL,
  name    t_text NOT NULL,
  result  t_text NOT NULL,      -- pass, look, stop
  by_name t_text NOT NULL,      -- 自動, or who
  at      t_time NOT NULL,
  note    t_text NOT NULL,
  PRIMARY KEY (town_id, case_id, name)
);

-- 補正: the single fields that are asked again.
-- number 19
CREATE TABLE correction (
  town_id     t_id   NOT NULL,
  id          t_id   NOT NULL,
  case_id     t_id   NOT NULL,
  asked_at    t_time NOT NULL,
  asked_by    t_id   NOT NULL,
  message     t_text NOT NULL,
  fields      t_json NOT NULL,  -- [{"name":"account/number","message":"…","old":"…"}]
  due_on      t_date NOT NULL,
  state       t_text NOT NULL,  -- open, answered, closed
  answered_at t_time,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX correction_of ON correction (town_id, case_id, id);

-- 起案 and 決裁.
-- number 20
CREATE TABLE decision (
  town_id     t_id   NOT NULL,
  id          t_id   NOT NULL,
  case_id     t_id   NOT NULL,
  outcome     t_text NOT NULL,
  reason      t_text NOT NULL,
  appeal_text t_text NOT NULL,
  detail      t_json NOT NULL,  -- what the paper needs: months, amounts
  state       t_text NOT NULL,  -- proposed, approved, returned
  proposed_by t_id   NOT NULL,
  proposed_at t_time NOT NULL,
  settled_by  t_id,
  settled_at  t_time,
  note        t_text NOT NULL,
  PRIMARY KEY (town_id, id)
);
CREATE INDEX decision_of ON decision (town_id, case_id, id);

-- Wrong birth dates typed at a receipt; five, then the counter.
CREATE TABLE receipt_try (
  town_id  t_id   NOT NULL,
  case_id  t_id   NOT NULL,
  failures t_int  NOT NULL,
  last_at  t_time NOT NULL,
  PRIMARY KEY (town_id, case_id)
);
