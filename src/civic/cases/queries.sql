-- intake_find :maybe
--   The case a channel's message became, if it came before.
--   in town_id t_id, channel t_text, external_id t_text
SELECT case_id FROM case_intake
 WHERE town_id = :town_id AND channel = :channel AND external_id = :external_id;

-- intake_add :exec
--   Remembers a channel's message. CONFLICT when it came before.
--   in town_id t_id, channel t_text, external_id t_text, case_id t_id, came_on t_date
INSERT INTO case_intake (town_id, channel, external_id, case_id, came_on)
VALUES (:town_id, :channel, :external_id, :case_id, :came_on);

-- intake_drop :exec
--   Forgets the web's own keys after their days; other channels are kept.
--   in town_id t_id, before t_date
DELETE FROM case_intake WHERE town_id = :town_id AND channel = 'web' AND came_on < :before;

-- add :exec
--   A new case.
--   in town_id t_id, id t_id, procedure_id t_text, plan_digest t_text, channel t_text, language t_text,
--   in state t_text, is_open t_bool, section_id t_id, person_id t_id?, name t_text, kana t_text, birth t_date?,
--   in telephone t_text, arrived_at t_time, office_on t_date, due_on t_date, sort_on t_date,
--   in mark t_text, mark_text t_text, updated_at t_time, answers t_json
INSERT INTO cases (town_id, id, procedure_id, plan_digest, channel, language, state, is_open, section_id,
                   person_id, name, kana, birth, telephone, arrived_at, office_on, due_on, sort_on,
                   mark, mark_text, version, updated_at, answers)
VALUES (:town_id, :id, :procedure_id, :plan_digest, :channel, :language, :state, :is_open, :section_id,
        :person_id, :name, :kana, :birth, :telephone, :arrived_at, :office_on, :due_on, :sort_on,
        :mark, :mark_text, 1, :updated_at, :answers);

-- by_id :maybe
--   A case whole.
--   in town_id t_id, id t_id
--   null assignee_id, person_id, birth, stopped_on, visit_on, outcome, decided_at
SELECT id, procedure_id, plan_digest, channel, language, state, is_open, section_id, assignee_id, person_id,
       name, kana, birth, telephone, arrived_at, office_on, due_on, stopped_on, sort_on, visit_on,
       mark, mark_text, outcome, decided_at, version, updated_at, answers
  FROM cases WHERE town_id = :town_id AND id = :id;

-- in_section :maybe
--   A case whole, if it is of this section: another section's case is not found.
--   in town_id t_id, id t_id, section_id t_id
--   null assignee_id, person_id, birth, stopped_on, visit_on, outcome, decided_at
SELECT id, procedure_id, plan_digest, channel, language, state, is_open, section_id, assignee_id, person_id,
       name, kana, birth, telephone, arrived_at, office_on, due_on, stopped_on, sort_on, visit_on,
       mark, mark_text, outcome, decided_at, version, updated_at, answers
  FROM cases WHERE town_id = :town_id AND id = :id AND section_id = :section_id;

-- change :exec
--   Moves a case on. No row changes when somebody was faster: the version differs.
--   in town_id t_id, id t_id, version t_int, state t_text, is_open t_bool, assignee_id t_id?, due_on t_date,
--   in stopped_on t_date?, sort_on t_date, mark t_text, mark_text t_text, outcome t_text?,
--   in decided_at t_time?, updated_at t_time, answers t_json
UPDATE cases
   SET version = version + 1, state = :state, is_open = :is_open, assignee_id = :assignee_id, due_on = :due_on,
       stopped_on = :stopped_on, sort_on = :sort_on, mark = :mark, mark_text = :mark_text, outcome = :outcome,
       decided_at = :decided_at, updated_at = :updated_at, answers = :answers
 WHERE town_id = :town_id AND id = :id AND version = :version;

-- queue_open :many
--   Open cases of a section, nearest deadline first; with a state, a range of deadlines, from a row on.
--   in town_id t_id, section_id t_id, from_on t_date, to_on t_date, after_on t_date, after_id t_id, limit t_int
--   null assignee_id, stopped_on
--   optional running
SELECT id, procedure_id, channel, state, assignee_id, name, kana, arrived_at, due_on, stopped_on, sort_on,
       mark, mark_text, version
  FROM cases
 WHERE town_id = :town_id AND section_id = :section_id AND is_open = 1
   AND sort_on >= :from_on AND sort_on <= :to_on AND (sort_on, id) > (:after_on, :after_id)
   [running: AND state <> 'correction']
 ORDER BY sort_on, id LIMIT :limit;

-- queue_state :many
--   Open cases of a section in one state, nearest deadline first, from a row on.
--   in town_id t_id, section_id t_id, state t_text, after_on t_date, after_id t_id, limit t_int
--   null assignee_id, stopped_on
SELECT id, procedure_id, channel, state, assignee_id, name, kana, arrived_at, due_on, stopped_on, sort_on,
       mark, mark_text, version
  FROM cases
 WHERE town_id = :town_id AND section_id = :section_id AND state = :state
   AND (sort_on, id) > (:after_on, :after_id)
 ORDER BY sort_on, id LIMIT :limit;

-- queue_mine :many
--   Open cases of one member of staff within the section, nearest deadline first, from a row on.
--   in town_id t_id, section_id t_id, assignee_id t_id, after_on t_date, after_id t_id, limit t_int
--   null assignee_id, stopped_on
SELECT id, procedure_id, channel, state, assignee_id, name, kana, arrived_at, due_on, stopped_on, sort_on,
       mark, mark_text, version
  FROM cases
 WHERE town_id = :town_id AND assignee_id = :assignee_id AND is_open = 1 AND section_id = :section_id
   AND (sort_on, id) > (:after_on, :after_id)
 ORDER BY sort_on, id LIMIT :limit;

-- queue_visit :many
--   Cases whose applicant comes on a day.
--   in town_id t_id, section_id t_id, visit_on t_date, after_id t_id, limit t_int
--   null assignee_id, stopped_on
SELECT id, procedure_id, channel, state, assignee_id, name, kana, arrived_at, due_on, stopped_on, sort_on,
       mark, mark_text, version
  FROM cases
 WHERE town_id = :town_id AND section_id = :section_id AND visit_on = :visit_on AND id > :after_id
 ORDER BY id LIMIT :limit;

-- queue_kana :many
--   Cases by the beginning of the applicant's kana, within the section.
--   in town_id t_id, section_id t_id, from_kana t_text, to_kana t_text, limit t_int
--   null assignee_id, stopped_on
SELECT id, procedure_id, channel, state, assignee_id, name, kana, arrived_at, due_on, stopped_on, sort_on,
       mark, mark_text, version
  FROM cases
 WHERE town_id = :town_id AND kana >= :from_kana AND kana < :to_kana AND section_id = :section_id
 ORDER BY kana, id LIMIT :limit;

-- queue_name :many
--   Cases by the beginning of the applicant's name as written, within the section.
--   in town_id t_id, section_id t_id, from_name t_text, to_name t_text, limit t_int
--   null assignee_id, stopped_on
SELECT id, procedure_id, channel, state, assignee_id, name, kana, arrived_at, due_on, stopped_on, sort_on,
       mark, mark_text, version
  FROM cases
 WHERE town_id = :town_id AND name >= :from_name AND name < :to_name AND section_id = :section_id
 ORDER BY name, id LIMIT :limit;

-- count_state :one
--   How many cases of a section are in a state, counted no further than `most`.
--   in town_id t_id, section_id t_id, state t_text, most t_int
--   out n t_int
SELECT count(*) AS n FROM (SELECT 1 FROM cases WHERE town_id = :town_id AND section_id = :section_id
                             AND state = :state LIMIT :most) AS counted;

-- count_due :one
--   How many open cases of a section have their deadline in a range, counted no further than `most`.
--   in town_id t_id, section_id t_id, from_on t_date, to_on t_date, most t_int
--   out n t_int
--   optional running
SELECT count(*) AS n FROM (SELECT 1 FROM cases WHERE town_id = :town_id AND section_id = :section_id AND is_open = 1
                             AND sort_on >= :from_on AND sort_on <= :to_on
                             [running: AND state <> 'correction'] LIMIT :most) AS counted;

-- count_mine :one
--   How many open cases one member of staff has in a section, counted no further than `most`.
--   in town_id t_id, section_id t_id, assignee_id t_id, most t_int
--   out n t_int
SELECT count(*) AS n FROM (SELECT 1 FROM cases WHERE town_id = :town_id AND assignee_id = :assignee_id
                             AND is_open = 1 AND section_id = :section_id LIMIT :most) AS counted;

-- count_visit :one
--   How many applicants come on a day.
--   in town_id t_id, section_id t_id, visit_on t_date, most t_int
--   out n t_int
SELECT count(*) AS n FROM (SELECT 1 FROM cases WHERE town_id = :town_id AND section_id = :section_id
                             AND visit_on = :visit_on LIMIT :most) AS counted;

-- event_add :exec
--   One more line of a case's history.
--   in town_id t_id, id t_id, case_id t_id, at t_time, version t_int, kind t_text, actor_kind t_text, actor_id t_id?,
--   in actor_name t_text, is_public t_bool, note t_text, detail t_json
INSERT INTO case_event (town_id, id, case_id, at, version, kind, actor_kind, actor_id, actor_name, is_public, note, detail)
VALUES (:town_id, :id, :case_id, :at, :version, :kind, :actor_kind, :actor_id, :actor_name, :is_public, :note, :detail);

-- events :many
--   A case's history, oldest first.
--   in town_id t_id, case_id t_id, limit t_int
--   null actor_id
SELECT id, at, version, kind, actor_kind, actor_id, actor_name, is_public, note, detail
  FROM case_event WHERE town_id = :town_id AND case_id = :case_id ORDER BY id LIMIT :limit;

-- check_put :exec
--   What was found for a 審査項目; the last finding stands, the history keeps the others.
--   in town_id t_id, case_id t_id, name t_text, result t_text, by_name t_text, at t_time, note t_text
INSERT INTO case_check (town_id, case_id, name, result, by_name, at, note)
VALUES (:town_id, :case_id, :name, :result, :by_name, :at, :note)
ON CONFLICT (town_id, case_id, name) DO UPDATE
   SET result = excluded.result, by_name = excluded.by_name, at = excluded.at, note = excluded.note;

-- checks :many
--   What was found so far.
--   in town_id t_id, case_id t_id, limit t_int
SELECT name, result, by_name, at, note FROM case_check
 WHERE town_id = :town_id AND case_id = :case_id ORDER BY name LIMIT :limit;

-- correction_add :exec
--   Asks the resident for single fields again.
--   in town_id t_id, id t_id, case_id t_id, asked_at t_time, asked_by t_id, message t_text, fields t_json, due_on t_date
INSERT INTO correction (town_id, id, case_id, asked_at, asked_by, message, fields, due_on, state)
VALUES (:town_id, :id, :case_id, :asked_at, :asked_by, :message, :fields, :due_on, 'open');

-- corrections :many
--   All 補正 of a case, oldest first.
--   in town_id t_id, case_id t_id, limit t_int
--   null answered_at
SELECT id, asked_at, asked_by, message, fields, due_on, state, answered_at
  FROM correction WHERE town_id = :town_id AND case_id = :case_id ORDER BY id LIMIT :limit;

-- correction_close :exec
--   The answer came, or the office no longer waits. No row changes when it was closed before.
--   in town_id t_id, id t_id, state t_text, answered_at t_time?
UPDATE correction SET state = :state, answered_at = :answered_at
 WHERE town_id = :town_id AND id = :id AND state = 'open';

-- decision_add :exec
--   A proposal (起案).
--   in town_id t_id, id t_id, case_id t_id, outcome t_text, reason t_text, appeal_text t_text, detail t_json,
--   in proposed_by t_id, proposed_at t_time
INSERT INTO decision (town_id, id, case_id, outcome, reason, appeal_text, detail, state, proposed_by, proposed_at, note)
VALUES (:town_id, :id, :case_id, :outcome, :reason, :appeal_text, :detail, 'proposed', :proposed_by, :proposed_at, '');

-- decision_latest :maybe
--   The last proposal of a case.
--   in town_id t_id, case_id t_id
--   null settled_by, settled_at
SELECT id, outcome, reason, appeal_text, detail, state, proposed_by, proposed_at, settled_by, settled_at, note
  FROM decision WHERE town_id = :town_id AND case_id = :case_id ORDER BY id DESC LIMIT 1;

-- decisions_made :many
--   What was decided of a case, oldest first: the last one stands.
--   in town_id t_id, case_id t_id, limit t_int
--   null settled_at
SELECT id, outcome, settled_at
  FROM decision WHERE town_id = :town_id AND case_id = :case_id AND state = 'approved' ORDER BY id LIMIT :limit;

-- decision_settle :exec
--   決裁 or 差戻し. No row changes when it was settled before.
--   in town_id t_id, id t_id, state t_text, settled_by t_id, settled_at t_time, note t_text
UPDATE decision SET state = :state, settled_by = :settled_by, settled_at = :settled_at, note = :note
 WHERE town_id = :town_id AND id = :id AND state = 'proposed';

-- tries :maybe
--   How often a wrong birth date was typed at a receipt.
--   in town_id t_id, case_id t_id
SELECT failures, last_at FROM receipt_try WHERE town_id = :town_id AND case_id = :case_id;

-- try_failed :exec
--   One more wrong birth date.
--   in town_id t_id, case_id t_id, last_at t_time
INSERT INTO receipt_try (town_id, case_id, failures, last_at) VALUES (:town_id, :case_id, 1, :last_at)
ON CONFLICT (town_id, case_id) DO UPDATE SET failures = receipt_try.failures + 1, last_at = excluded.last_at;

-- try_reset :exec
--   The right birth date came, or the counter lifted the lock.
--   in town_id t_id, case_id t_id
DELETE FROM receipt_try WHERE town_id = :town_id AND case_id = :case_id;
