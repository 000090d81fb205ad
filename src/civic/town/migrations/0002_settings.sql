-- What an administrator changes, and the mark by which running processes see that something changed.
ALTER TABLE town ADD COLUMN version t_int NOT NULL DEFAULT 1;   -- of the row: who was faster
ALTER TABLE town ADD COLUMN colour t_text NOT NULL DEFAULT '';  -- main colour of residents' pages, #rrggbb; '': the house's own
CREATE TABLE town_change (
  town_id t_id  NOT NULL,
  version t_int NOT NULL,   -- grows with each change of the town, its hosts, days, sections, pictures
  PRIMARY KEY (town_id)
);
CREATE TABLE town_picture (
  town_id t_id   NOT NULL,
  name    t_text NOT NULL,  -- logo
  width   t_int  NOT NULL,
  height  t_int  NOT NULL,
  digest  t_text NOT NULL,  -- of the bytes, hex: part of its address
  jpeg    t_blob NOT NULL,  -- as the jail made it
  PRIMARY KEY (town_id, name)
);
