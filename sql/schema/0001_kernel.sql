-- The kernel: parameters, ids, numbers, people, rights, trail, drafts.
-- Names: RULES.md S, TRUST.md 5, SCALE.md 4. One text for both engines.

CREATE TABLE setting (
	key @text NOT NULL PRIMARY KEY,
	value @text NOT NULL,
	changed_at @int64 NOT NULL,
	changed_by @int64
) @table;

-- Counters that tell caches to look again.
CREATE TABLE epoch (
	id @int64 NOT NULL PRIMARY KEY CHECK (id = 1),
	rights @int64 NOT NULL,
	settings @int64 NOT NULL,
	catalogs @int64 NOT NULL
) @table;
INSERT INTO epoch (id, rights, settings, catalogs) VALUES (1, 1, 1, 1);

CREATE TABLE id_block (
	name @text NOT NULL PRIMARY KEY,
	next @int64 NOT NULL
) @table;
INSERT INTO id_block (name, next) VALUES ('id', 1000);

CREATE TABLE number_series (
	name @text NOT NULL PRIMARY KEY,
	prefix @text NOT NULL,
	digits @int64 NOT NULL,
	next @int64 NOT NULL
) @table;

-- ---- people and rights

CREATE TABLE region (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX region_code ON region (code) WHERE deleted = 0;

CREATE TABLE store (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	kind @text NOT NULL, region_id @int64 REFERENCES region (id),
	closed @int64 NOT NULL CHECK (closed IN (0, 1)),
	phone @text, address @text,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX store_code ON store (code) WHERE deleted = 0;

CREATE TABLE till (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	store_id @int64 NOT NULL REFERENCES store (id),
	printer @text, printer_route @text, paper_cols @int64,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX till_code ON till (code) WHERE deleted = 0;

CREATE TABLE department (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL, note @text,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX department_code ON department (code) WHERE deleted = 0;

CREATE TABLE user_group (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	admin @int64 NOT NULL CHECK (admin IN (0, 1)), note @text,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX user_group_code ON user_group (code) WHERE deleted = 0;

CREATE TABLE app_user (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	department_id @int64 REFERENCES department (id),
	store_id @int64 REFERENCES store (id),
	position @text, phone @text, email @text, note @text,
	lang @text, theme @text, keymap @text,
	active @int64 NOT NULL CHECK (active IN (0, 1)),
	password_hash @text, password_at @int64,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX app_user_code ON app_user (code) WHERE deleted = 0;

-- user.groups
CREATE TABLE user_groups (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL,
	PRIMARY KEY (owner_id, ref_id)
) @rowless;
CREATE INDEX user_groups_ref ON user_groups (ref_id, owner_id);

CREATE TABLE group_right (
	id @int64 NOT NULL PRIMARY KEY,
	group_id @int64 NOT NULL REFERENCES user_group (id),
	function @text NOT NULL,
	verbs @int64 NOT NULL CHECK (verbs BETWEEN 0 AND 63),
	fold @text NOT NULL DEFAULT '', sort_key @text NOT NULL DEFAULT '',
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX group_right_one ON group_right (group_id, function) WHERE deleted = 0;

-- Rows of private entities shared with (u)sers, (g)roups, (s)tores.
CREATE TABLE share (
	entity @text NOT NULL, row_id @int64 NOT NULL,
	kind @text NOT NULL CHECK (kind IN ('u', 'g', 's')), target_id @int64 NOT NULL,
	PRIMARY KEY (entity, row_id, kind, target_id)
) @rowless;

-- ---- the trail

CREATE TABLE audit (
	seq @int64 NOT NULL PRIMARY KEY,
	at @int64 NOT NULL,
	user_id @int64, user_name @text NOT NULL,
	function @text NOT NULL, action @text NOT NULL,
	entity @text NOT NULL, row_id @int64, row_code @text NOT NULL,
	version_before @int64, version_after @int64,
	reason @text NOT NULL, request @text NOT NULL,
	body_hash @blob,
	prev_hash @blob NOT NULL, hash @blob NOT NULL
) @table;

-- Before and after of the changed fields; the chain covers its hash, so that
-- erasing a person can blank it without breaking the chain (rule S7).
CREATE TABLE audit_body (
	seq @int64 NOT NULL PRIMARY KEY,
	body @text NOT NULL
) @table;

CREATE TABLE idem (
	key @text NOT NULL PRIMARY KEY,
	op @text NOT NULL, user_id @int64, at @int64 NOT NULL, result @text NOT NULL
) @rowless;

-- ---- drafts and held carts

CREATE TABLE draft (
	user_id @int64 NOT NULL, key @text NOT NULL, title @text NOT NULL,
	at @int64 NOT NULL, body @text NOT NULL,
	PRIMARY KEY (user_id, key)
) @rowless;

CREATE TABLE hold (
	id @int64 NOT NULL PRIMARY KEY,
	store_id @int64, user_id @int64 NOT NULL, at @int64 NOT NULL,
	title @text NOT NULL, body @text NOT NULL
) @table;
CREATE INDEX hold_store ON hold (store_id, at);

CREATE TABLE import_map (
	entity @text NOT NULL, name @text NOT NULL, body @text NOT NULL,
	PRIMARY KEY (entity, name)
) @rowless;

CREATE TABLE saved_query (
	user_id @int64 NOT NULL, entity @text NOT NULL, name @text NOT NULL, body @text NOT NULL,
	PRIMARY KEY (user_id, entity, name)
) @rowless;
