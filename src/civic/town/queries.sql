-- towns :many
--   Every town of the store, at start-up.
--   in limit t_int
--   global
SELECT town_id, code, name, prefecture, postal_code, address, telephone, hours, closes_at,
       head_title, head_name, domain
  FROM town ORDER BY town_id LIMIT :limit;

-- hosts :many
--   The host names of a town.
--   in town_id t_id, limit t_int
SELECT host FROM town_host WHERE town_id = :town_id ORDER BY host LIMIT :limit;

-- closed_days :many
--   The town's own closed days, ascending.
--   in town_id t_id, limit t_int
SELECT day, name FROM closed_day WHERE town_id = :town_id ORDER BY day LIMIT :limit;

-- add :exec
--   A new town.
--   in town_id t_id, code t_text, name t_text, prefecture t_text, postal_code t_text, address t_text,
--   in telephone t_text, hours t_text, closes_at t_int, head_title t_text, head_name t_text, domain t_text
INSERT INTO town (town_id, code, name, prefecture, postal_code, address, telephone, hours, closes_at,
                  head_title, head_name, domain)
VALUES (:town_id, :code, :name, :prefecture, :postal_code, :address, :telephone, :hours, :closes_at,
        :head_title, :head_name, :domain);

-- add_host :exec
--   A host name the town answers to.
--   in town_id t_id, host t_text
INSERT INTO town_host (town_id, host) VALUES (:town_id, :host);

-- add_closed_day :exec
--   A day on which the town hall is closed besides weekends and holidays.
--   in town_id t_id, day t_date, name t_text
INSERT INTO closed_day (town_id, day, name) VALUES (:town_id, :day, :name);
