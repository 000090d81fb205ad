-- due_corrections :many
--   補正 whose answer is due on a day, of cases that wait for it, and of which nobody was reminded.
--   in town_id t_id, due_on t_date, limit t_int
--   scan
SELECT c.id AS correction_id, c.case_id, c.due_on FROM correction c
 WHERE c.town_id = :town_id AND c.state = 'open' AND c.due_on = :due_on
   AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.town_id = c.town_id AND n.case_id = c.case_id
                      AND n.kind = 'reminder' AND n.created_at > c.asked_at)
 ORDER BY c.id LIMIT :limit;
