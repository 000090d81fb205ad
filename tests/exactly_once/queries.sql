-- take_effect :exec
--   Once more.
--   in town_id t_id, number t_int
INSERT INTO effect (town_id, number, times) VALUES (:town_id, :number, 1)
ON CONFLICT (town_id, number) DO UPDATE SET times = effect.times + 1;

-- begin_thread :exec
--   A thread in which nothing happened yet.
--   in town_id t_id, thread t_int
INSERT INTO effect_thread (town_id, thread, place) VALUES (:town_id, :thread, 0) ON CONFLICT (town_id, thread) DO NOTHING;

-- move_thread :exec
--   From one place to the next; no row: out of order.
--   in town_id t_id, thread t_int, place t_int
UPDATE effect_thread SET place = place + 1 WHERE town_id = :town_id AND thread = :thread AND place = :place - 1;

-- effects :one
--   How many numbers took effect, and how often.
--   out n t_int, most t_int, total t_int
--   global
SELECT COUNT(*) AS n, COALESCE(MAX(times), 0) AS most, COALESCE(SUM(times), 0) AS total FROM effect;
