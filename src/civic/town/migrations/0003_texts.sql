-- What a town says in its own words, in place of or beside the house's.
CREATE TABLE town_text (
  town_id t_id   NOT NULL,
  name    t_text NOT NULL,  -- home, received, correction-answered, withdrawn, ending
  body    t_text NOT NULL,  -- plain text, lines kept; '': the house's own words
  PRIMARY KEY (town_id, name)
);
