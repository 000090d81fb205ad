-- add :exec
--   An issued paper. CONFLICT when the decision has one.
--   in town_id t_id, id t_id, case_id t_id, decision_id t_id, kind t_text, number t_text, title t_text, address t_text,
--   in sealed_key t_text, digest t_text, pages t_int, subject_ref t_text, request_ref t_text, created_at t_time
INSERT INTO paper (town_id, id, case_id, decision_id, kind, number, title, address, sealed_key, digest, pages,
                   subject_ref, request_ref, created_at)
VALUES (:town_id, :id, :case_id, :decision_id, :kind, :number, :title, :address, :sealed_key, :digest, :pages,
        :subject_ref, :request_ref, :created_at);

-- of_case :many
--   The papers of a case, oldest first.
--   in town_id t_id, case_id t_id, limit t_int
SELECT id, decision_id, kind, number, title, address, sealed_key, digest, pages, subject_ref, request_ref, created_at
  FROM paper WHERE town_id = :town_id AND case_id = :case_id ORDER BY decision_id LIMIT :limit;

-- of_decision :maybe
--   The paper of a decision.
--   in town_id t_id, case_id t_id, decision_id t_id
SELECT id, decision_id, kind, number, title, address, sealed_key, digest, pages, subject_ref, request_ref, created_at
  FROM paper WHERE town_id = :town_id AND case_id = :case_id AND decision_id = :decision_id;

-- by_id :maybe
--   One paper of a case: another case's is not found.
--   in town_id t_id, id t_id, case_id t_id
SELECT id, decision_id, kind, number, title, address, sealed_key, digest, pages, subject_ref, request_ref, created_at
  FROM paper WHERE town_id = :town_id AND id = :id AND case_id = :case_id;

-- number_next :maybe
--   The number the next document of a section gets this year.
--   in town_id t_id, section_id t_id, fiscal_year t_int
SELECT next FROM document_number
 WHERE town_id = :town_id AND section_id = :section_id AND fiscal_year = :fiscal_year;

-- number_begin :exec
--   The first number of a year was taken. CONFLICT when somebody was faster.
--   in town_id t_id, section_id t_id, fiscal_year t_int, next t_int
INSERT INTO document_number (town_id, section_id, fiscal_year, next)
VALUES (:town_id, :section_id, :fiscal_year, :next);

-- number_claim :exec
--   Takes a number, if it is still the next: no row changes when somebody was faster.
--   in town_id t_id, section_id t_id, fiscal_year t_int, seen t_int
UPDATE document_number SET next = next + 1
 WHERE town_id = :town_id AND section_id = :section_id AND fiscal_year = :fiscal_year AND next = :seen;

-- each_address :each
--   Where the bytes of all papers of a town are.
--   in town_id t_id
SELECT address FROM paper WHERE town_id = :town_id ORDER BY id;

-- certificate_add :exec
--   An issued certificate. CONFLICT when the case has this copy.
--   in town_id t_id, id t_id, case_id t_id, copy t_int, kind t_text, serial t_text, title t_text, issued_on t_date,
--   in address t_text, sealed_key t_text, digest t_text, content t_text, payload t_text, pages t_int, subject_ref t_text,
--   in request_ref t_text, delivery t_text, to_postal_code t_text, to_address t_text, to_name t_text, created_at t_time
INSERT INTO certificate (town_id, id, case_id, copy, kind, serial, title, issued_on, address, sealed_key, digest, content,
                         payload, pages, subject_ref, request_ref, delivery, state, to_postal_code, to_address, to_name,
                         batch_id, created_at, settled_at, revoked_at, revoked_note)
VALUES (:town_id, :id, :case_id, :copy, :kind, :serial, :title, :issued_on, :address, :sealed_key, :digest, :content,
        :payload, :pages, :subject_ref, :request_ref, :delivery, 'issued', :to_postal_code, :to_address, :to_name,
        NULL, :created_at, NULL, NULL, '');

-- certificates_of_case :many
--   The certificates of a case, by copy.
--   in town_id t_id, case_id t_id, limit t_int
--   null settled_at, revoked_at
SELECT id, copy, kind, serial, title, issued_on, payload, pages, delivery, state, created_at, settled_at, revoked_at,
       revoked_note
  FROM certificate WHERE town_id = :town_id AND case_id = :case_id ORDER BY copy LIMIT :limit;

-- certificate_by_id :maybe
--   One certificate of a case, with what opens its file: another case's is not found.
--   in town_id t_id, id t_id, case_id t_id
SELECT id, address, sealed_key, digest, content, payload, subject_ref, request_ref, serial, state
  FROM certificate WHERE town_id = :town_id AND id = :id AND case_id = :case_id;

-- certificate_by_serial :maybe
--   What the town knows of a number.
--   in town_id t_id, serial t_text
--   null revoked_at
SELECT id, case_id, kind, title, issued_on, content, payload, state, revoked_at
  FROM certificate WHERE town_id = :town_id AND serial = :serial;

-- certificates_hand_over :exec
--   What waits for the counter is handed over, once.
--   in town_id t_id, case_id t_id, settled_at t_time
UPDATE certificate SET state = 'handed', settled_at = :settled_at
 WHERE town_id = :town_id AND case_id = :case_id AND delivery = 'counter' AND state = 'issued';

-- certificate_revoke :exec
--   A certificate is no longer good, once.
--   in town_id t_id, id t_id, revoked_at t_time, note t_text
UPDATE certificate SET state = 'revoked', revoked_at = :revoked_at, revoked_note = :note
 WHERE town_id = :town_id AND id = :id AND state <> 'revoked';

-- each_certificate_address :each
--   Where the bytes of all certificates of a town are.
--   in town_id t_id
SELECT address FROM certificate WHERE town_id = :town_id ORDER BY id;

-- identity_add :exec
--   A recorded identity check.
--   in town_id t_id, id t_id, case_id t_id, way t_text, documents t_text, note t_text, staff_id t_id, staff_name t_text,
--   in at t_time
INSERT INTO identity_check (town_id, id, case_id, way, documents, note, staff_id, staff_name, at)
VALUES (:town_id, :id, :case_id, :way, :documents, :note, :staff_id, :staff_name, :at);

-- identity_of_case :many
--   The identity checks of a case, oldest first.
--   in town_id t_id, case_id t_id, limit t_int
SELECT id, way, documents, note, staff_id, staff_name, at
  FROM identity_check WHERE town_id = :town_id AND case_id = :case_id ORDER BY id LIMIT :limit;
