-- add :exec
--   An event, in the transaction of what it tells.
--   in town_id t_id, id t_id, name t_text, case_id t_id, case_version t_int, at t_time
INSERT INTO event (town_id, id, name, case_id, case_version, at)
VALUES (:town_id, :id, :name, :case_id, :case_version, :at);

-- drop_old :exec
--   Forgets events of before: at most `limit` of the first, which are the oldest.
--   in town_id t_id, before t_time, limit t_int
DELETE FROM event
 WHERE town_id = :town_id AND at < :before
   AND id IN (SELECT id FROM event WHERE town_id = :town_id ORDER BY id LIMIT :limit);

-- by_id :maybe
--   One event.
--   in town_id t_id, id t_id
SELECT id, name, case_id, case_version, at FROM event WHERE town_id = :town_id AND id = :id;
