-- How often each procedure was used lately: counted by a job, read by the first page.
CREATE TABLE procedure_use (
  town_id      t_id   NOT NULL,
  procedure_id t_text NOT NULL,
  uses         t_int  NOT NULL,   -- cases of the last 90 days
  PRIMARY KEY (town_id, procedure_id)
);
