-- What the store itself keeps: which migrations were applied, and which keys were allotted.
CREATE TABLE db_migration_done (
  module   t_text NOT NULL,
  number   t_int  NOT NULL,
  checksum t_text NOT NULL,   -- BLAKE2b of the migration's text, hex
  done_at  t_time NOT NULL,
  PRIMARY KEY (module, number)
);
CREATE TABLE db_id_block (
  table_number t_int NOT NULL,
  allotted     t_int NOT NULL,   -- keys up to this were given to some node
  PRIMARY KEY (table_number)
);
