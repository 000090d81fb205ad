-- due :many
--   Open cases of a procedure in a section with the survey of their round, nearest deadline first.
--   in town_id t_id, section_id t_id, procedure_id t_text, limit t_int
--   null surveyor_id, surveyor_name, planned_on, class, decided_at
SELECT c.id, c.name, c.telephone, c.state, c.sort_on, c.decided_at, c.answers,
       s.surveyor_id, s.surveyor_name, s.planned_on, s.class
  FROM cases c
  LEFT JOIN survey s ON s.town_id = c.town_id AND s.case_id = c.id
   AND s.round = 1 + (SELECT count(*) FROM case_event e
                       WHERE e.town_id = c.town_id AND e.case_id = c.id AND e.kind = 'reopened')
 WHERE c.town_id = :town_id AND c.section_id = :section_id AND c.is_open = 1 AND c.procedure_id = :procedure_id
 ORDER BY c.sort_on, c.id LIMIT :limit;

-- by_round :maybe
--   The survey of a round, if somebody has begun it.
--   in town_id t_id, case_id t_id, round t_int
--   null surveyor_id, planned_on
SELECT id, surveyor_id, surveyor_name, planned_on, class, version, changed_at
  FROM survey WHERE town_id = :town_id AND case_id = :case_id AND round = :round;

-- begin :exec
--   The first act of a round. No row when somebody was faster.
--   in town_id t_id, id t_id, case_id t_id, round t_int, surveyor_id t_id?, surveyor_name t_text,
--   in planned_on t_date?, class t_text, changed_at t_time
INSERT INTO survey (town_id, id, case_id, round, surveyor_id, surveyor_name, planned_on, class, version, changed_at)
VALUES (:town_id, :id, :case_id, :round, :surveyor_id, :surveyor_name, :planned_on, :class, 1, :changed_at)
ON CONFLICT (town_id, case_id, round) DO NOTHING;

-- change :exec
--   A later act. No row changes when somebody was faster.
--   in town_id t_id, case_id t_id, round t_int, version t_int, surveyor_id t_id?, surveyor_name t_text,
--   in planned_on t_date?, class t_text, changed_at t_time
UPDATE survey
   SET surveyor_id = :surveyor_id, surveyor_name = :surveyor_name, planned_on = :planned_on, class = :class,
       version = version + 1, changed_at = :changed_at
 WHERE town_id = :town_id AND case_id = :case_id AND round = :round AND version = :version;

-- record_add :exec
--   What was seen.
--   in town_id t_id, id t_id, case_id t_id, round t_int, at t_time, by_id t_id, by_name t_text, seen_on t_date,
--   in method t_text, structure t_text, glance t_text, flood t_text, depth_cm t_int, by_force t_bool, is_low t_bool,
--   in points t_json, total t_int, way t_int, class t_text, note t_text
INSERT INTO survey_record (town_id, id, case_id, round, at, by_id, by_name, seen_on, method, structure, glance, flood,
                           depth_cm, by_force, is_low, points, total, way, class, note)
VALUES (:town_id, :id, :case_id, :round, :at, :by_id, :by_name, :seen_on, :method, :structure, :glance, :flood,
        :depth_cm, :by_force, :is_low, :points, :total, :way, :class, :note);

-- records :many
--   All records of a case, oldest first.
--   in town_id t_id, case_id t_id, limit t_int
SELECT id, round, at, by_id, by_name, seen_on, method, structure, glance, flood, depth_cm, by_force, is_low, points,
       total, way, class, note
  FROM survey_record WHERE town_id = :town_id AND case_id = :case_id ORDER BY id LIMIT :limit;
