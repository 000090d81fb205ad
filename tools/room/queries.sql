-- add :exec
--   One more entry.
--   in town_id t_id, id t_id, title t_text, added_at t_time
INSERT INTO room_name_entry (town_id, id, title, added_at) VALUES (:town_id, :id, :title, :added_at);

-- newest :many
--   What there is, newest first.
--   in town_id t_id, limit t_int
SELECT title, added_at FROM room_name_entry WHERE town_id = :town_id ORDER BY added_at DESC, id DESC LIMIT :limit;
