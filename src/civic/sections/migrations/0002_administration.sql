-- Who was faster, and a password that is good for one log-in.
ALTER TABLE section ADD COLUMN version t_int NOT NULL DEFAULT 1;
ALTER TABLE staff ADD COLUMN version t_int NOT NULL DEFAULT 1;
ALTER TABLE staff ADD COLUMN must_change t_bool NOT NULL DEFAULT 0;  -- the password was printed for them
