-- Customers, catalogs, cards, products. MISSION.md A, C1, D1; CLI.md names.

CREATE TABLE occupation (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX occupation_code ON occupation (code) WHERE deleted = 0;

CREATE TABLE industry (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX industry_code ON industry (code) WHERE deleted = 0;

CREATE TABLE education (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX education_code ON education (code) WHERE deleted = 0;

CREATE TABLE interest (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX interest_code ON interest (code) WHERE deleted = 0;

CREATE TABLE source (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX source_code ON source (code) WHERE deleted = 0;

CREATE TABLE customer_group (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX customer_group_code ON customer_group (code) WHERE deleted = 0;

CREATE TABLE customer_category (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX customer_category_code ON customer_category (code) WHERE deleted = 0;

CREATE TABLE level (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	threshold @int64 NOT NULL CHECK (threshold >= 0),
	discount_percent @int64 NOT NULL CHECK (discount_percent BETWEEN 0 AND 10000),
	points_multiplier @int64 NOT NULL CHECK (points_multiplier >= 0),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX level_code ON level (code) WHERE deleted = 0;

CREATE TABLE customer (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL,
	kind @text NOT NULL CHECK (kind IN ('person', 'organisation')),
	name @text NOT NULL, sex @text, birth @int64,
	phone @text, phone2 @text, email @text, address @text, postcode @text,
	region_id @int64 REFERENCES region (id), id_number @text,
	occupation_id @int64 REFERENCES occupation (id),
	industry_id @int64 REFERENCES industry (id),
	education_id @int64 REFERENCES education (id),
	source_id @int64 REFERENCES source (id),
	category_id @int64 REFERENCES customer_category (id),
	level_id @int64 REFERENCES level (id),
	note @text,
	consent_sms @int64 NOT NULL CHECK (consent_sms IN (0, 1)),
	consent_email @int64 NOT NULL CHECK (consent_email IN (0, 1)),
	store_id @int64 REFERENCES store (id),
	owner_id @int64, scope @int64 NOT NULL CHECK (scope BETWEEN 0 AND 2),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX customer_code ON customer (code) WHERE deleted = 0;
CREATE INDEX customer_sort ON customer (sort_key, id);
CREATE INDEX customer_fold ON customer (substr(fold, 1, 12));
-- Birthdays of a month: month and day, whatever the year (rule P10).
CREATE INDEX customer_birth ON customer (birth % 10000) WHERE birth IS NOT NULL;
CREATE INDEX customer_id_number ON customer (id_number) WHERE id_number IS NOT NULL;

-- customer.interests, customer.groups
CREATE TABLE customer_interests (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL, PRIMARY KEY (owner_id, ref_id)
) @rowless;
CREATE INDEX customer_interests_ref ON customer_interests (ref_id, owner_id);
CREATE TABLE customer_groups (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL, PRIMARY KEY (owner_id, ref_id)
) @rowless;
CREATE INDEX customer_groups_ref ON customer_groups (ref_id, owner_id);

-- Digits of every phone, last first: exact, suffix and duplicate search.
CREATE TABLE customer_phone (
	rev @text NOT NULL, id @int64 NOT NULL, PRIMARY KEY (rev, id)
) @rowless;

CREATE TABLE contact (
	id @int64 NOT NULL PRIMARY KEY,
	customer_id @int64 NOT NULL REFERENCES customer (id),
	name @text NOT NULL, position @text, phone @text, email @text,
	main @int64 NOT NULL CHECK (main IN (0, 1)),
	former @int64 NOT NULL CHECK (former IN (0, 1)), note @text,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE INDEX contact_customer ON contact (customer_id, id);
CREATE INDEX contact_sort ON contact (sort_key, id);

CREATE TABLE card_type (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	points @int64 NOT NULL CHECK (points IN (0, 1)),
	value @int64 NOT NULL CHECK (value IN (0, 1)),
	visits @int64 NOT NULL CHECK (visits IN (0, 1)),
	discount_percent @int64 NOT NULL CHECK (discount_percent BETWEEN 0 AND 10000),
	spend_order @text NOT NULL CHECK (spend_order IN ('principal', 'bonus', 'proportion')),
	visits_count @int64, visits_product_id @int64,
	price @int64, life_days @int64, pin_limit @int64,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX card_type_code ON card_type (code) WHERE deleted = 0;

-- holder_id: whose points: the customer, else the card itself.
CREATE TABLE card (
	id @int64 NOT NULL PRIMARY KEY, number @text NOT NULL,
	customer_id @int64 REFERENCES customer (id),
	type_id @int64 NOT NULL REFERENCES card_type (id),
	status @text NOT NULL CHECK (status IN ('active', 'lost', 'replaced', 'closed')),
	issued_day @int64 NOT NULL, expires_day @int64,
	store_id @int64, replaced_by @text, pin_hash @text,
	pin_wrong @int64 NOT NULL DEFAULT 0, pin_until @int64, note @text,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX card_number ON card (number);
CREATE INDEX card_customer ON card (customer_id, id);

CREATE TABLE product_category (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	parent_id @int64 REFERENCES product_category (id),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX product_category_code ON product_category (code) WHERE deleted = 0;

CREATE TABLE product (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	barcode @text, specification @text, model @text, unit @text,
	price @int64 NOT NULL CHECK (price >= 0), cost @int64,
	category_id @int64 REFERENCES product_category (id),
	no_points @int64 NOT NULL CHECK (no_points IN (0, 1)),
	no_discount @int64 NOT NULL CHECK (no_discount IN (0, 1)),
	active @int64 NOT NULL CHECK (active IN (0, 1)),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX product_code ON product (code) WHERE deleted = 0;
CREATE UNIQUE INDEX product_barcode ON product (barcode) WHERE deleted = 0 AND barcode IS NOT NULL;
CREATE INDEX product_sort ON product (sort_key, id);
CREATE INDEX product_fold ON product (substr(fold, 1, 12));
CREATE INDEX product_category_id ON product (category_id, id);

CREATE TABLE earn_rule (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	effect @text NOT NULL CHECK (effect IN ('per_amount', 'fixed', 'multiplier')),
	points @int64, amount @int64, times @int64,
	from_day @int64, to_day @int64, weekdays @text, from_time @int64, to_time @int64,
	minimum @int64, exclusive @int64 NOT NULL CHECK (exclusive IN (0, 1)),
	active @int64 NOT NULL CHECK (active IN (0, 1)),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX earn_rule_code ON earn_rule (code) WHERE deleted = 0;
