-- add :exec
--   A thing with everything.
--   in town_id t_id, id t_id, name t_text, note t_text?, amount t_int, most t_int?, is_open t_bool,
--      at t_time, ended_at t_time?, due_on t_date, seen_on t_date?, price t_money, paid t_money?,
--      detail t_json, bytes t_blob, seal t_blob?, owner_id t_id?
INSERT INTO thing (town_id, id, name, note, amount, most, is_open, at, ended_at, due_on, seen_on, price,
                   paid, detail, bytes, seal, owner_id)
VALUES (:town_id, :id, :name, :note, :amount, :most, :is_open, :at, :ended_at, :due_on, :seen_on, :price,
        :paid, :detail, :bytes, :seal, :owner_id);

-- add_owner :exec
--   An owner.
--   in town_id t_id, id t_id, name t_text
INSERT INTO owner (town_id, id, name) VALUES (:town_id, :id, :name);

-- whole :one
--   A thing whole.
--   in town_id t_id, id t_id
--   null note, most, ended_at, seen_on, paid, seal, owner_id
SELECT id, name, note, amount, most, is_open, at, ended_at, due_on, seen_on, price, paid, detail, bytes,
       seal, owner_id
  FROM thing WHERE town_id = :town_id AND id = :id;

-- find :maybe
--   The name of a thing and of its owner.
--   in town_id t_id, id t_id
--   null owner_name
SELECT t.name, o.name AS owner_name
  FROM thing AS t LEFT JOIN owner AS o ON o.town_id = t.town_id AND o.id = t.owner_id
 WHERE t.town_id = :town_id AND t.id = :id;

-- list :many
--   Things by what is asked for.
--   in town_id t_id, owner_id t_id, least t_int, text t_text, limit t_int
--   optional owner, least | text
--   order name: name, id; newest: id DESC
SELECT id, name FROM thing
 WHERE town_id = :town_id [owner: AND owner_id = :owner_id] [least: AND amount >= :least]
   [text: AND name = :text]
 ORDER BY [order] LIMIT :limit;

-- each_name :each
--   Every name of a town.
--   in town_id t_id
SELECT id, name FROM thing WHERE town_id = :town_id ORDER BY name, id;

-- sum :one
--   The sum of all amounts.
--   in town_id t_id
--   out n t_int, total t_int
SELECT count(*) AS n, sum(amount) AS total FROM thing WHERE town_id = :town_id;

-- rename :exec
--   Gives things of one name another.
--   in town_id t_id, name t_text, to_name t_text
UPDATE thing SET name = :to_name WHERE town_id = :town_id AND name = :name;

-- raise :one
--   Raises a thread's counter by one and answers it.
--   in town_id t_id, thread t_int
INSERT INTO counter (town_id, thread, value) VALUES (:town_id, :thread, 1)
ON CONFLICT (town_id, thread) DO UPDATE SET value = counter.value + 1
RETURNING value;

-- counters :one
--   The sum of the counters and how many things there are.
--   in town_id t_id
--   out total t_int, things t_int
SELECT coalesce(sum(value), 0) AS total,
       (SELECT count(*) FROM thing WHERE town_id = :town_id) AS things
  FROM counter WHERE town_id = :town_id;

-- ids :each
--   Every thing's key.
--   in town_id t_id
SELECT id FROM thing WHERE town_id = :town_id ORDER BY id;

-- endless :one
--   Counts for a very long time: the 50 ms limit must stop it.
--   out n t_int
WITH RECURSIVE step (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM step WHERE i < 1000000000)
SELECT count(*) AS n FROM step;

-- fill :exec
--   Adds owners for a very long time: stopped inside a write, SQLite rolls back everything.
--   in town_id t_id
INSERT INTO owner (town_id, id, name)
SELECT :town_id, 100000 + i, 'o'
  FROM (WITH RECURSIVE step (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM step WHERE i < 100000000)
        SELECT i FROM step) AS steps;
