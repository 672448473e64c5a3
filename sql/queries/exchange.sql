-- Import: saved column maps and rows that are here already. Used by src/exchange/import*.c.

-- name: import_map_get
SELECT body FROM import_map WHERE entity = $entity AND name = $name;

-- name: import_map_put
INSERT INTO import_map (entity, name, body) VALUES ($entity, $name, $body)
    ON CONFLICT (entity, name) DO UPDATE SET body = excluded.body;

-- name: import_same_customer
SELECT c.id FROM @customer c
 WHERE c.sort_key = $sort AND c.birth IS NULL AND c.phone IS NULL AND c.phone2 IS NULL
 ORDER BY c.id LIMIT 1;

-- name: import_same_product
SELECT p.id FROM @product p WHERE p.sort_key = $sort ORDER BY p.id LIMIT 1;

-- name: import_same_barcode
SELECT p.id FROM @product p WHERE p.barcode = $text AND p.deleted = 0;

-- What a user last did with files of these columns.

-- name: import_profile_get
SELECT body FROM import_profile WHERE user_id = $user AND entity = $entity AND shape = $shape;

-- name: import_profile_put
INSERT INTO import_profile (user_id, entity, shape, body, at)
    VALUES ($user, $entity, $shape, $body, $at)
    ON CONFLICT (user_id, entity, shape) DO UPDATE SET body = excluded.body, at = excluded.at;

-- Imports, row by row: src/exchange/import_log.c, import_revert.c.

-- name: import_batch_add
INSERT INTO import_batch (id, entity, file, sheet, on_duplicate, state, at, user_id,
    total, added, updated, skipped, refused, undone)
    VALUES ($id, $entity, $file, $sheet, $on_duplicate, 'running', $at, $user, 0, 0, 0, 0, 0, 0);

-- name: import_batch_step
UPDATE import_batch SET total = $total, added = $added, updated = $updated, skipped = $skipped,
    refused = $refused WHERE id = $id;

-- name: import_batch_end
UPDATE import_batch SET state = $state, ended_at = $at WHERE id = $id;

-- name: import_row_add
INSERT INTO import_row (batch_id, n, line, row_id, op, version, was, undone)
    VALUES ($batch, $n, $n, $row, $op, $version, $was, 0);

-- name: import_batch_list
SELECT b.id, b.entity, b.file, b.sheet, b.on_duplicate, b.state, b.at, b.ended_at, u.code,
    b.total, b.added, b.updated, b.skipped, b.refused, b.undone, b.reverted_at
  FROM import_batch b LEFT JOIN app_user u ON u.id = b.user_id
 WHERE b.id < $before AND ($all = 1 OR b.user_id = $user)
 ORDER BY b.id DESC LIMIT $limit;

-- name: import_batch_one
SELECT b.id, b.entity, b.file, b.sheet, b.on_duplicate, b.state, b.at, b.ended_at, u.code,
    b.total, b.added, b.updated, b.skipped, b.refused, b.undone, b.reverted_at
  FROM import_batch b LEFT JOIN app_user u ON u.id = b.user_id
 WHERE b.id = $id AND ($all = 1 OR b.user_id = $user);

-- name: import_rows_down
SELECT n, row_id, op, version, was FROM import_row
 WHERE batch_id = $batch AND n < $before AND undone = 0 ORDER BY n DESC LIMIT $limit;

-- name: import_row_undone
UPDATE import_row SET undone = 1, was = NULL WHERE batch_id = $batch AND n = $n;

-- Rows of this and other imports that left the record as it is again.
-- name: import_row_follow
UPDATE import_row SET version = $now WHERE row_id = $row AND version = $before AND undone = 0;

-- name: import_batch_undone
UPDATE import_batch SET state = $state, undone = undone + $n, reverted_at = $at, reverted_by = $user
 WHERE id = $id;
