-- Whoever types a draft's code finds the draft by the hash of its key; the code itself is nowhere in the store.
CREATE UNIQUE INDEX draft_by_key ON draft (town_id, key_hash);
