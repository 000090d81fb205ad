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
