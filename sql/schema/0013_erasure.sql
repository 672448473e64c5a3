-- People erased on request: who asked for it when, and what was taken where. Rule S7; used by
-- src/domain/erase.c. Restoring an older copy reads this table of the newer one and erases them
-- again before anybody signs in.

-- No name: what was erased is not kept here either. body: {"part": rows}, as JSON.
CREATE TABLE erasure (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL,
	customer_id @int64 NOT NULL, at @int64 NOT NULL, day @int64 NOT NULL,
	user_id @int64 REFERENCES app_user (id),
	reason @text NOT NULL, items @int64 NOT NULL, body @text NOT NULL,
	again_at @int64,                    -- erased once more after a restore
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX erasure_customer ON erasure (customer_id);
CREATE UNIQUE INDEX erasure_code ON erasure (code);
CREATE INDEX erasure_day ON erasure (day, id);
