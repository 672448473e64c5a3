-- 18: ID numbers are sealed one by one, and looked up by a keyed hash; points where the trail
-- was anchored outside, and parts of it that were moved to files (doc/CRYPTO.md, doc/AUDIT.md).

-- The column itself keeps its place: what stands in it is sealed from here on; "quen upgrade"
-- seals what is there.
ALTER TABLE customer ADD COLUMN id_number_blind @text;
DROP INDEX customer_id_number;
CREATE INDEX customer_id_number_blind ON customer (id_number_blind) WHERE id_number_blind IS NOT NULL;

-- The trail up to row seq ended with this hash when it was shown to the outside.
CREATE TABLE audit_anchor (
	id @int64 NOT NULL PRIMARY KEY,
	seq @int64 NOT NULL, hash @blob NOT NULL, at @int64 NOT NULL,
	why @text NOT NULL CHECK (why IN ('day', 'backup', 'hand')),
	figures @text NOT NULL,
	sign @blob NOT NULL
) @table;
CREATE INDEX audit_anchor_seq ON audit_anchor (seq);

-- Rows first to last went to a file; the trail in the store goes on from their last hash.
CREATE TABLE audit_archive (
	last @int64 NOT NULL PRIMARY KEY,
	first @int64 NOT NULL, at @int64 NOT NULL,
	prev_hash @blob NOT NULL, last_hash @blob NOT NULL,
	file @text NOT NULL, file_hash @blob NOT NULL
) @table;
-- What was done with one document.
CREATE INDEX audit_row ON audit (row_id, seq) WHERE row_id IS NOT NULL;
