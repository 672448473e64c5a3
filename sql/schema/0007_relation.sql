-- The relation with customers: interactions, ratings, suggestions and complaints, lost
-- customers, documents (MISSION.md A5, A7-A10, B1, B3). CLI.md names.

-- ---- catalogs

CREATE TABLE channel (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX channel_code ON channel (code) WHERE deleted = 0;

CREATE TABLE suggestion_kind (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX suggestion_kind_code ON suggestion_kind (code) WHERE deleted = 0;

CREATE TABLE churn_kind (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX churn_kind_code ON churn_kind (code) WHERE deleted = 0;

CREATE TABLE churn_reason (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX churn_reason_code ON churn_reason (code) WHERE deleted = 0;

-- ---- interactions (B1, A7) and "contact again on" (B3)

CREATE TABLE interaction (
	id @int64 NOT NULL PRIMARY KEY,
	customer_id @int64 NOT NULL REFERENCES customer (id), at @int64 NOT NULL,
	channel_id @int64 NOT NULL REFERENCES channel (id), person @text,
	preparation @text, course @text, result @text,
	contact_again @int64, user_id @int64 REFERENCES app_user (id),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE INDEX interaction_at ON interaction (at, id);
CREATE INDEX interaction_customer ON interaction (customer_id, id);
CREATE INDEX interaction_story ON interaction (customer_id, at, id) WHERE deleted = 0;

-- What the last interaction left: one row a customer who was ever talked to. Kept by the
-- transaction that changes an interaction (src/domain/interaction.c), proved by quen verify.
CREATE TABLE customer_touch (
	customer_id @int64 NOT NULL PRIMARY KEY,
	contacts @int64 NOT NULL CHECK (contacts > 0),
	last_id @int64 NOT NULL, last_at @int64 NOT NULL,
	again_day @int64, again_user_id @int64
) @table;
CREATE INDEX customer_touch_again ON customer_touch (again_day, customer_id)
 WHERE again_day IS NOT NULL;
CREATE INDEX customer_touch_mine ON customer_touch (again_user_id, again_day, customer_id)
 WHERE again_day IS NOT NULL;

-- ---- ratings (A10): the history; the newest stands on the customer too

CREATE TABLE rating (
	id @int64 NOT NULL PRIMARY KEY,
	customer_id @int64 NOT NULL REFERENCES customer (id), day @int64 NOT NULL,
	prospect @int64 NOT NULL CHECK (prospect IN (0, 1)),
	worth @int64 NOT NULL CHECK (worth IN (0, 1)),
	stage @text, score @int64 CHECK (score BETWEEN 0 AND 100),
	note @text, user_id @int64 REFERENCES app_user (id),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE INDEX rating_day ON rating (day, id);
CREATE INDEX rating_customer ON rating (customer_id, id);
CREATE INDEX rating_story ON rating (customer_id, created_at, id) WHERE deleted = 0;

ALTER TABLE customer ADD COLUMN prospect @int64 NOT NULL DEFAULT 0;
ALTER TABLE customer ADD COLUMN worth @int64 NOT NULL DEFAULT 0;
ALTER TABLE customer ADD COLUMN stage @text;
ALTER TABLE customer ADD COLUMN score @int64;
CREATE INDEX customer_stage ON customer (stage, sort_key, id) WHERE prospect = 1;

-- ---- suggestions and complaints (A9)

CREATE TABLE suggestion (
	id @int64 NOT NULL PRIMARY KEY, number @text NOT NULL,
	customer_id @int64 REFERENCES customer (id),
	kind_id @int64 NOT NULL REFERENCES suggestion_kind (id), at @int64 NOT NULL,
	person @text, phone @text, subject @text NOT NULL, body @text,
	state @text NOT NULL CHECK (state IN ('new', 'working', 'closed')),
	result @text, feedback @text,
	satisfaction @int64 CHECK (satisfaction BETWEEN 1 AND 5),
	user_id @int64 REFERENCES app_user (id), closed_at @int64,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX suggestion_number ON suggestion (number) WHERE deleted = 0;
CREATE INDEX suggestion_customer ON suggestion (customer_id, id);
CREATE INDEX suggestion_story ON suggestion (customer_id, at, id) WHERE deleted = 0;
CREATE INDEX suggestion_open ON suggestion (at, id) WHERE deleted = 0 AND state <> 'closed';

CREATE TABLE suggestion_step (
	id @int64 NOT NULL PRIMARY KEY,
	suggestion_id @int64 NOT NULL REFERENCES suggestion (id),
	at @int64 NOT NULL, person @text, what @text NOT NULL,
	user_id @int64 REFERENCES app_user (id),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE INDEX suggestion_step_suggestion ON suggestion_step (suggestion_id, id);
CREATE INDEX suggestion_step_at ON suggestion_step (at, id);

-- ---- lost customers (A8)

CREATE TABLE churn (
	id @int64 NOT NULL PRIMARY KEY, number @text NOT NULL,
	customer_id @int64 NOT NULL REFERENCES customer (id), day @int64 NOT NULL,
	kind_id @int64 NOT NULL REFERENCES churn_kind (id),
	reason_id @int64 REFERENCES churn_reason (id),
	product_id @int64 REFERENCES product (id), note @text,
	won_back @int64 NOT NULL CHECK (won_back IN (0, 1)), won_back_day @int64,
	user_id @int64 REFERENCES app_user (id),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX churn_number ON churn (number) WHERE deleted = 0;
CREATE INDEX churn_customer ON churn (customer_id, id);
CREATE INDEX churn_story ON churn (customer_id, created_at, id) WHERE deleted = 0;
CREATE INDEX churn_open ON churn (day, id) WHERE deleted = 0 AND won_back = 0;
-- One loss at a time: the next one only after the customer was won back.
CREATE UNIQUE INDEX churn_one ON churn (customer_id) WHERE deleted = 0 AND won_back = 0;
-- Those who did not buy for long, the longest first.
CREATE INDEX cust_sum_idle ON cust_sum (last_day, customer_id);

-- ---- documents (A5): the content lies under documents/ by its hash, once

CREATE TABLE document (
	id @int64 NOT NULL PRIMARY KEY,
	entity @text NOT NULL, row_id @int64 NOT NULL, row_code @text NOT NULL,
	customer_id @int64 REFERENCES customer (id),
	guard @text NOT NULL,               -- the right of the row it hangs on
	name @text NOT NULL, type @text NOT NULL, size @int64 NOT NULL CHECK (size >= 0),
	hash @text NOT NULL, width @int64, height @int64,
	note @text,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE INDEX document_at ON document (created_at, id);
CREATE INDEX document_customer ON document (customer_id, id);
CREATE INDEX document_story ON document (customer_id, created_at, id) WHERE deleted = 0;
CREATE INDEX document_row ON document (entity, row_id, id);
CREATE INDEX document_hash ON document (hash);

-- ---- what else the story of a customer is read from

-- At (the moment) instead of the id, which processes take in blocks.
DROP INDEX sale_customer;
CREATE INDEX sale_customer ON sale (customer_id, at, id) WHERE customer_id IS NOT NULL;
CREATE INDEX level_move_story ON level_move (customer_id, at, id);
CREATE INDEX customer_merge_into ON customer_merge (into_id, at, id);
-- Points that no receipt moved: by hand, for gifts.
CREATE INDEX point_entry_story ON point_entry (holder_id, at, seq) WHERE doc_id IS NULL;

-- The life of a card, as it can be told to who looks after its customer.
CREATE TABLE card_event (
	id @int64 NOT NULL PRIMARY KEY, card_id @int64 NOT NULL,
	at @int64 NOT NULL, action @text NOT NULL, reason @text NOT NULL, user_id @int64
) @table;
CREATE INDEX card_event_story ON card_event (card_id, at, id);
INSERT INTO card_event (id, card_id, at, action, reason, user_id)
SELECT -seq, row_id, at, action, reason, user_id FROM audit
 WHERE entity = 'card' AND row_id IS NOT NULL AND row_id <> 0 AND action LIKE 'card.%';

INSERT INTO number_series (name, prefix, digits, next) VALUES
	('suggestion', 'GY', 6, 1), ('churn', 'MK', 6, 1)
ON CONFLICT (name) DO NOTHING;

-- ---- what a store starts with; administrators change all of it

INSERT INTO channel (id, code, name, fold, sort_key, version, created_at, changed_at, deleted) VALUES
	(940, 'CALL', 'Call', 'call call', 'call', 1, 0, 0, 0),
	(941, 'MAIL', 'E-mail', 'mail e-mail', 'e-mail', 1, 0, 0, 0),
	(942, 'MEET', 'Meeting', 'meet meeting', 'meeting', 1, 0, 0, 0),
	(943, 'VISIT', 'Visit', 'visit visit', 'visit', 1, 0, 0, 0),
	(944, 'CHAT', 'Message', 'chat message', 'message', 1, 0, 0, 0);
INSERT INTO suggestion_kind (id, code, name, fold, sort_key, version, created_at, changed_at, deleted) VALUES
	(950, 'COMPLAINT', 'Complaint', 'complaint complaint', 'complaint', 1, 0, 0, 0),
	(951, 'SUGGESTION', 'Suggestion', 'suggestion suggestion', 'suggestion', 1, 0, 0, 0),
	(952, 'PRAISE', 'Praise', 'praise praise', 'praise', 1, 0, 0, 0);
INSERT INTO churn_kind (id, code, name, fold, sort_key, version, created_at, changed_at, deleted) VALUES
	(955, 'STOPPED', 'Stopped buying', 'stopped stopped buying', 'stopped buying', 1, 0, 0, 0),
	(956, 'COMPETITOR', 'Went to a competitor', 'competitor went to a competitor', 'went to a competitor', 1, 0, 0, 0),
	(957, 'MOVED', 'Moved away', 'moved moved away', 'moved away', 1, 0, 0, 0),
	(958, 'CLOSED', 'Closed down', 'closed closed down', 'closed down', 1, 0, 0, 0);
INSERT INTO churn_reason (id, code, name, fold, sort_key, version, created_at, changed_at, deleted) VALUES
	(960, 'PRICE', 'Price', 'price price', 'price', 1, 0, 0, 0),
	(961, 'SERVICE', 'Service', 'service service', 'service', 1, 0, 0, 0),
	(962, 'PRODUCT', 'Product', 'product product', 'product', 1, 0, 0, 0),
	(963, 'OTHER', 'Other', 'other other', 'other', 1, 0, 0, 0);
