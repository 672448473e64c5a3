-- Keeping: to whom backups are locked, what was asked of the keeper of versions, and what to look
-- at again after a restore. doc/BACKUP.md; MISSION G5, H6; TRUST.md 3.H, 4. The versions themselves
-- are files with signed headers: a list in the store would be rolled back with it.

-- Public halves: 'recovery' (the owner's key on paper), 'passphrase' (derived from words that
-- somebody remembers: salt, passes and memory say how).
CREATE TABLE backup_lock (
	kind @text NOT NULL PRIMARY KEY CHECK (kind IN ('recovery', 'passphrase')),
	public_key @blob NOT NULL, salt @blob, passes @int64, memory @int64,
	made_at @int64 NOT NULL, made_by @text NOT NULL,
	tested_at @int64, tested_by @text
) @table;

-- What a session asks of the worker: 'backup', 'verify', 'restore'. A session that is shut in
-- neither reads keys of backups nor puts another store in place.
CREATE TABLE keep_order (
	id @int64 NOT NULL PRIMARY KEY, what @text NOT NULL, version @text NOT NULL,
	asked_by @text NOT NULL, asked_at @int64 NOT NULL,
	state @text NOT NULL CHECK (state IN ('asked', 'begun', 'done', 'failed')),
	said @text NOT NULL, ended_at @int64
) @table;
CREATE INDEX keep_order_state ON keep_order (state, id);

-- After a restore: what was otherwise in the store that was replaced (rights, users, codes) and
-- has to be looked at by a person (TRUST.md H7).
CREATE TABLE restore_check (
	id @int64 NOT NULL PRIMARY KEY, at @int64 NOT NULL, kind @text NOT NULL, who @text NOT NULL,
	before @text NOT NULL, now @text NOT NULL,
	done_at @int64, done_by @text
) @table;
CREATE INDEX restore_check_open ON restore_check (done_at, id);
