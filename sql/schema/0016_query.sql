-- Saved questions of the universal query (E3; doc/QUERY.md): forms/query.form. definition is JSON
-- text, checked against the rights of whoever runs it, each time.
CREATE TABLE stored_query (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	about @text NOT NULL, store_id @int64 REFERENCES store (id), note @text,
	definition @text NOT NULL,
	owner_id @int64, scope @int64 NOT NULL CHECK (scope BETWEEN 0 AND 2),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX stored_query_code ON stored_query (code) WHERE deleted = 0;
CREATE INDEX stored_query_sort ON stored_query (sort_key, id);
