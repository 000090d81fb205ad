-- towns :many
--   Every town of the store.
--   in limit t_int
--   global
SELECT town_id, code, name, prefecture, postal_code, address, telephone, hours, closes_at,
       head_title, head_name, domain, colour, opens_at
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

-- drop_host :exec
--   The town does not answer to this name any more.
--   in town_id t_id, host t_text
DELETE FROM town_host WHERE town_id = :town_id AND host = :host;

-- add_closed_day :exec
--   A day on which the town hall is closed besides weekends and holidays.
--   in town_id t_id, day t_date, name t_text
INSERT INTO closed_day (town_id, day, name) VALUES (:town_id, :day, :name);

-- changes :many
--   How often each town was changed: running processes look at this.
--   in limit t_int
--   global
SELECT town_id, version FROM town_change ORDER BY town_id LIMIT :limit;

-- changed :exec
--   The town, or something of it that processes keep in memory, was changed.
--   in town_id t_id
INSERT INTO town_change (town_id, version) VALUES (:town_id, 1)
ON CONFLICT (town_id) DO UPDATE SET version = town_change.version + 1;

-- by_id :maybe
--   A town as an administrator changes it.
--   in town_id t_id
SELECT code, name, prefecture, postal_code, address, telephone, hours, opens_at, closes_at, head_title, head_name,
       domain, colour, version
  FROM town WHERE town_id = :town_id;

-- change :exec
--   New settings. No row changes when somebody was faster.
--   in town_id t_id, version t_int, name t_text, prefecture t_text, postal_code t_text, address t_text,
--   in telephone t_text, hours t_text, opens_at t_int, closes_at t_int, head_title t_text, head_name t_text,
--   in domain t_text
UPDATE town
   SET version = version + 1, name = :name, prefecture = :prefecture, postal_code = :postal_code, address = :address,
       telephone = :telephone, hours = :hours, opens_at = :opens_at, closes_at = :closes_at, head_title = :head_title,
       head_name = :head_name, domain = :domain
 WHERE town_id = :town_id AND version = :version;

-- change_colour :exec
--   Another main colour. No row changes when somebody was faster.
--   in town_id t_id, version t_int, colour t_text
UPDATE town SET version = version + 1, colour = :colour WHERE town_id = :town_id AND version = :version;

-- drop_closed_day :exec
--   The town hall is open on this day after all.
--   in town_id t_id, day t_date
DELETE FROM closed_day WHERE town_id = :town_id AND day = :day;

-- pictures :many
--   The town's pictures.
--   in town_id t_id, limit t_int
SELECT name, width, height, digest, jpeg FROM town_picture WHERE town_id = :town_id ORDER BY name LIMIT :limit;

-- put_picture :exec
--   A picture in place of the one of that name.
--   in town_id t_id, name t_text, width t_int, height t_int, digest t_text, jpeg t_blob
INSERT INTO town_picture (town_id, name, width, height, digest, jpeg)
VALUES (:town_id, :name, :width, :height, :digest, :jpeg)
ON CONFLICT (town_id, name) DO UPDATE SET width = :width, height = :height, digest = :digest, jpeg = :jpeg;

-- drop_picture :exec
--   The town has no picture of that name any more.
--   in town_id t_id, name t_text
DELETE FROM town_picture WHERE town_id = :town_id AND name = :name;

-- texts :many
--   The town's own words.
--   in town_id t_id, limit t_int
SELECT name, body FROM town_text WHERE town_id = :town_id ORDER BY name LIMIT :limit;

-- put_text :exec
--   Other words from now on.
--   in town_id t_id, name t_text, body t_text
INSERT INTO town_text (town_id, name, body) VALUES (:town_id, :name, :body)
ON CONFLICT (town_id, name) DO UPDATE SET body = excluded.body;

-- touch :exec
--   Something that belongs to the town's row was changed. No row changes when somebody was faster.
--   in town_id t_id, version t_int
UPDATE town SET version = version + 1 WHERE town_id = :town_id AND version = :version;

-- emergency :maybe
--   What everybody must know now, or had to know last.
--   in town_id t_id
SELECT version, level, heading, heading_easy, heading_en, body, body_easy, body_en, link, link_title, since_at, until_at
  FROM emergency WHERE town_id = :town_id;

-- announce :exec
--   Another notice in place of the last. No row changes when somebody was faster.
--   in town_id t_id, version t_int, level t_int, heading t_text, heading_easy t_text, heading_en t_text, body t_text,
--   in body_easy t_text, body_en t_text, link t_text, link_title t_text, since_at t_time, until_at t_time
INSERT INTO emergency (town_id, version, level, heading, heading_easy, heading_en, body, body_easy, body_en, link,
                       link_title, since_at, until_at)
VALUES (:town_id, 1, :level, :heading, :heading_easy, :heading_en, :body, :body_easy, :body_en, :link, :link_title,
        :since_at, :until_at)
ON CONFLICT (town_id) DO UPDATE
   SET version = emergency.version + 1, level = excluded.level, heading = excluded.heading,
       heading_easy = excluded.heading_easy, heading_en = excluded.heading_en, body = excluded.body,
       body_easy = excluded.body_easy, body_en = excluded.body_en, link = excluded.link,
       link_title = excluded.link_title, since_at = excluded.since_at, until_at = excluded.until_at
 WHERE emergency.version = :version;

-- end_emergency :exec
--   It is over.
--   in town_id t_id, until_at t_time
UPDATE emergency SET version = version + 1, until_at = :until_at WHERE town_id = :town_id AND until_at > :until_at;
