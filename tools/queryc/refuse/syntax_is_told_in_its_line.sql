-- expect queries.sql:6: error: q: near "LIMITS": syntax error
-- file queries.sql
-- q :many
--   Says what it does.
--   in town_id t_id, limit t_int
SELECT name
  FROM thing WHERE town_id = :town_id
 LIMITS :limit LIMIT 1;
