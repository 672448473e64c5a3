-- Documents: rows; the contents lie in files. src/domain/document*.c.
-- Table: sql/schema/0007_relation.sql.

-- name: document.add
-- right: document.add
INSERT INTO document (id, entity, row_id, row_code, customer_id, guard, name, type, size, hash,
	width, height, note, fold, sort_key, version, created_at, created_by, changed_at,
	changed_by, deleted)
VALUES ($id, $entity, $row, $row_code, $customer, $guard, $name, $type, $size, $hash,
	$width, $height, $note, $fold, $sort_key, 1, $at, $user, $at, $user, 0);

-- name: document.get
-- right: document.view
SELECT d.id, d.entity, d.row_id, d.row_code, d.name, d.type, d.size, d.hash,
	coalesce(d.width, 0), coalesce(d.height, 0), d.created_at, coalesce(u.code, ''),
	coalesce(d.note, '')
  FROM @document d LEFT JOIN app_user u ON u.id = d.created_by WHERE d.id = $id;

-- name: document.of
-- right: document.view
SELECT d.id, d.entity, d.row_id, d.row_code, d.name, d.type, d.size, d.hash,
	coalesce(d.width, 0), coalesce(d.height, 0), d.created_at, coalesce(u.code, ''),
	coalesce(d.note, '')
  FROM @document d LEFT JOIN app_user u ON u.id = d.created_by
 WHERE d.entity = $entity AND d.row_id = $row ORDER BY d.id DESC LIMIT $limit;

-- The same content on the same row already.
-- name: document.twin
-- right: document.view
SELECT d.id FROM @document d WHERE d.entity = $entity AND d.row_id = $row AND d.hash = $hash
 LIMIT 1;

-- name: document.holders
-- right: -
-- private: only how many rows need the file
SELECT COUNT(*) FROM document WHERE hash = $hash AND deleted = 0;

-- name: document.delete
-- right: document.delete
-- private: the actor has just read it
DELETE FROM document WHERE id = $id;

-- name: document.files
-- right: audit.view
-- private: hashes and sizes
SELECT hash, size, MIN(name), COUNT(*) FROM document WHERE deleted = 0
 GROUP BY hash, size ORDER BY hash;
