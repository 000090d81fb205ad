-- What leaves the house: a notice handed to a transport, once per attempt to reach somebody. States are named as GOV.UK
-- Notify names them:
--   created            waits for its turn or for the end of the quiet hours
--   sending            tried, or taken over by the relay (taken_at), which has not said what became of it
--   delivered          said to be delivered, or nothing bad heard of it for three days
--   permanent-failure  nobody has this address, or it takes no mail: call, or write a letter
--   temporary-failure  the other side could not take it for three days
--   technical-failure  our relay could not be reached for three days, or did not let us in
--   cancelled          the person stopped such mail before it left
-- number 24
-- large
CREATE TABLE notice_delivery (
  town_id    t_id   NOT NULL,
  id         t_id   NOT NULL,
  notice_id  t_id   NOT NULL,
  case_id    t_id   NOT NULL,
  section_id t_id   NOT NULL,  -- who looks after it when it fails
  transport  t_text NOT NULL,  -- email
  address    t_text NOT NULL,  -- sealed by the vault for this row
  language   t_text NOT NULL,
  state      t_text NOT NULL,
  message_id t_text NOT NULL,  -- the row's ref at the town's domain; the same whenever it is sent
  attempts   t_int  NOT NULL,
  status     t_text NOT NULL,  -- last answer or report: 250, 550 5.1.1
  created_at t_time NOT NULL,
  due_at     t_time NOT NULL,  -- not before
  tried_at   t_time,
  taken_at   t_time,           -- the relay said 250
  ended_at   t_time,
  again_at   t_time,           -- staff had it sent again, by another row
  PRIMARY KEY (town_id, id)
);
CREATE INDEX notice_delivery_of ON notice_delivery (town_id, case_id, id);
CREATE INDEX notice_delivery_out ON notice_delivery (town_id, taken_at) WHERE state = 'sending';

-- Who wants no mail of the kinds that may be refused: the address as a blind index.
CREATE TABLE notice_refusal (
  town_id     t_id   NOT NULL,
  address_key t_text NOT NULL,
  at          t_time NOT NULL,
  PRIMARY KEY (town_id, address_key)
);

-- What a town does differently from the installation; '' and -1: as the installation.
CREATE TABLE notice_setting (
  town_id     t_id   NOT NULL,
  transport   t_text NOT NULL,   -- email
  quiet_from  t_int  NOT NULL,   -- minutes after midnight; the same as quiet_until: no quiet hours
  quiet_until t_int  NOT NULL,
  from_name   t_text NOT NULL,
  from_mail   t_text NOT NULL,
  reply_to    t_text NOT NULL,
  PRIMARY KEY (town_id, transport)
);
