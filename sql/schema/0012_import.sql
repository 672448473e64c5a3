-- What was imported, row by row, so that it can be taken back. MISSION A12; doc/IMPORT.md.
-- Written by src/exchange/import*.c in the transaction of the rows themselves.

-- state: running (or cut off in the middle: the counts are what is in), done, stopped, failed,
-- reverting (cut off in the middle), reverted, partly (some rows stayed).
CREATE TABLE import_batch (
	id @int64 NOT NULL PRIMARY KEY,
	entity @text NOT NULL, file @text NOT NULL, sheet @text NOT NULL,
	on_duplicate @text NOT NULL CHECK (on_duplicate IN ('skip', 'update', 'create')),
	state @text NOT NULL CHECK (state IN
		('running', 'done', 'stopped', 'failed', 'reverting', 'reverted', 'partly')),
	at @int64 NOT NULL, ended_at @int64, user_id @int64,
	total @int64 NOT NULL, added @int64 NOT NULL, updated @int64 NOT NULL,
	skipped @int64 NOT NULL, refused @int64 NOT NULL,
	undone @int64 NOT NULL, reverted_at @int64, reverted_by @int64
) @table;
CREATE INDEX import_batch_user ON import_batch (user_id, id);

-- A row that this import added or changed; of a change the fields as they were, as JSON, until it
-- is taken back. version: of the record right after.
CREATE TABLE import_row (
	batch_id @int64 NOT NULL REFERENCES import_batch (id), n @int64 NOT NULL,
	line @int64 NOT NULL, row_id @int64 NOT NULL,
	op @text NOT NULL CHECK (op IN ('add', 'update')),
	version @int64 NOT NULL, was @text,
	undone @int64 NOT NULL CHECK (undone IN (0, 1)),
	PRIMARY KEY (batch_id, n)
) @rowless;

-- Which column is which field, as this user last had it for files with these columns.
CREATE TABLE import_profile (
	user_id @int64 NOT NULL, entity @text NOT NULL, shape @text NOT NULL,
	body @text NOT NULL, at @int64 NOT NULL,
	PRIMARY KEY (user_id, entity, shape)
) @rowless;
