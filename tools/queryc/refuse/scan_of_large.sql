-- expect queries.sql:5: error: q reads the whole of a large table (SCAN t
-- file queries.sql
-- q :one
--   Bad.
--   out n t_int
--   global
SELECT count(t.note) AS n FROM thing AS t WHERE t.note = 'x';
