-- Transactions, parameters, ids, numbers, keys, drafts, trail. Used by src/store.

-- name: epoch_read
SELECT rights, settings, catalogs, (SELECT max(version) FROM schema_version)
  FROM epoch WHERE id = 1;

-- name: epoch_rights
UPDATE epoch SET rights = rights + 1 WHERE id = 1;

-- name: epoch_settings
UPDATE epoch SET settings = settings + 1 WHERE id = 1;

-- name: epoch_catalogs
UPDATE epoch SET catalogs = catalogs + 1 WHERE id = 1;

-- name: setting_all
SELECT key, value FROM setting;

-- name: setting_put
INSERT INTO setting (key, value, changed_at, changed_by) VALUES ($key, $value, $at, $user)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value,
       changed_at = excluded.changed_at, changed_by = excluded.changed_by;

-- By which master key fields are sealed (doc/CRYPTO.md); 1 as long as it does not stand here.
-- name: sealed.master
SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'sealed.master';

-- name: sealed.master_put
INSERT INTO setting (key, value, changed_at, changed_by) VALUES ('sealed.master', $master, $at, NULL)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at;

-- name: id_block_take
UPDATE id_block SET next = next + $size WHERE name = 'id' RETURNING next;

-- Two plain statements cost a third of one with RETURNING; the guard keeps them one step
-- where others may write in between.
-- name: number_read
SELECT next, prefix, digits FROM number_series WHERE name = $name;

-- name: number_step
UPDATE number_series SET next = next + 1 WHERE name = $name AND next = $next;

-- name: number_list
SELECT name, prefix, digits, next FROM number_series ORDER BY name;

-- name: number_put
UPDATE number_series SET prefix = $prefix, digits = $digits, next = $next
 WHERE name = $name AND next <= $next;

-- name: number_series_add
INSERT INTO number_series (name, prefix, digits, next) VALUES ($name, $prefix, $digits, 1)
    ON CONFLICT (name) DO NOTHING;

-- name: idem_find
SELECT op, coalesce(user_id, 0), result FROM idem WHERE key = $key;

-- name: idem_put
INSERT INTO idem (key, op, user_id, at, result) VALUES ($key, $op, $user, $at, $result);

-- name: audit_head
SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1;

-- name: audit_add
INSERT INTO audit (seq, at, user_id, user_name, function, action, entity, row_id, row_code,
                   version_before, version_after, reason, request, body_hash, prev_hash, hash,
                   reason_hash)
VALUES ($seq, $at, $user, $user_name, $function, $action, $entity, $row, $row_code,
        $before, $after, $reason, $request, $body_hash, $prev, $hash, $reason_hash);

-- name: audit_add_body
INSERT INTO audit_body (seq, body) VALUES ($seq, $body);

-- name: audit_all
SELECT a.seq, a.at, a.user_id, a.user_name, a.function, a.action, a.entity, a.row_id, a.row_code,
       a.version_before, a.version_after, a.reason, a.request, a.body_hash, a.prev_hash, a.hash,
       b.body, a.reason_hash
  FROM audit a LEFT JOIN audit_body b ON b.seq = a.seq ORDER BY a.seq;

-- name: draft_put
INSERT INTO draft (user_id, key, title, at, body) VALUES ($user, $key, $title, $at, $body)
    ON CONFLICT (user_id, key) DO UPDATE SET title = excluded.title, at = excluded.at,
       body = excluded.body;

-- name: draft_get
SELECT body FROM draft WHERE user_id = $user AND key = $key;

-- name: draft_drop
DELETE FROM draft WHERE user_id = $user AND key = $key;

-- name: draft_list
SELECT key, title, at, body FROM draft WHERE user_id = $user ORDER BY at DESC LIMIT 100;

-- name: hold_put
INSERT INTO hold (id, store_id, user_id, at, title, body)
VALUES ($id, $store, $user, $at, $title, $body);

-- name: hold_take
DELETE FROM hold WHERE id = $id AND (store_id = $store OR store_id IS NULL) RETURNING body;

-- name: hold_list
SELECT id, title, at, body FROM hold
 WHERE store_id = $store OR store_id IS NULL ORDER BY at LIMIT 100;

-- name: share_list
SELECT s.kind, coalesce(u.code, g.code, t.code, ''), coalesce(u.name, g.name, t.name, '')
  FROM share s
  LEFT JOIN app_user u ON s.kind = 'u' AND u.id = s.target_id
  LEFT JOIN user_group g ON s.kind = 'g' AND g.id = s.target_id
  LEFT JOIN store t ON s.kind = 's' AND t.id = s.target_id
 WHERE s.entity = $entity AND s.row_id = $row ORDER BY s.kind, s.target_id;

-- name: share_target
SELECT id FROM app_user WHERE $kind = 'u' AND code = $code AND deleted = 0
UNION ALL
SELECT id FROM user_group WHERE $kind = 'g' AND code = $code AND deleted = 0
UNION ALL
SELECT id FROM store WHERE $kind = 's' AND code = $code AND deleted = 0;

-- name: share_add
INSERT INTO share (entity, row_id, kind, target_id) VALUES ($entity, $row, $kind, $target)
    ON CONFLICT (entity, row_id, kind, target_id) DO NOTHING;

-- name: share_remove
DELETE FROM share
 WHERE entity = $entity AND row_id = $row AND kind = $kind AND target_id = $target;

-- ---- reading the trail: src/store/audit_list.c

-- name: audit.page
-- right: audit.view
SELECT seq, at, user_name, function, action, entity, row_id, row_code, reason, request,
       version_before, version_after
  FROM audit
 WHERE seq > $above AND seq < $below AND ($user = '' OR user_name = $user)
   AND ($action = '' OR action = $action OR function = $action)
   AND ($entity = '' OR entity = $entity) AND ($code = '' OR row_code = $code)
 ORDER BY seq DESC LIMIT $limit;

-- name: audit.page_up
-- right: audit.view
SELECT seq, at, user_name, function, action, entity, row_id, row_code, reason, request,
       version_before, version_after
  FROM audit
 WHERE seq > $above AND seq < $below AND ($user = '' OR user_name = $user)
   AND ($action = '' OR action = $action OR function = $action)
   AND ($entity = '' OR entity = $entity) AND ($code = '' OR row_code = $code)
 ORDER BY seq LIMIT $limit;

-- name: audit.row_page
-- right: audit.view
SELECT seq, at, user_name, function, action, entity, row_id, row_code, reason, request,
       version_before, version_after
  FROM audit
 WHERE row_id = $row AND entity = $entity AND seq > $above AND seq < $below
 ORDER BY seq DESC LIMIT $limit;

-- name: audit.row_page_up
-- right: audit.view
SELECT seq, at, user_name, function, action, entity, row_id, row_code, reason, request,
       version_before, version_after
  FROM audit
 WHERE row_id = $row AND entity = $entity AND seq > $above AND seq < $below
 ORDER BY seq LIMIT $limit;

-- name: audit.body
-- right: audit.view
SELECT body FROM audit_body WHERE seq = $seq;

-- name: audit.seq_at
-- right: audit.view
SELECT at FROM audit WHERE seq = $seq;

-- name: audit.span
-- right: audit.view
SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM audit;

-- name: audit.hash
-- right: audit.view
SELECT hash FROM audit WHERE seq = $seq;

-- ---- what the outside was shown, and what went to files: src/store/audit_anchor.c, audit_archive.c

-- name: audit.anchor_add
INSERT INTO audit_anchor (id, seq, hash, at, why, figures, sign)
VALUES ($id, $seq, $hash, $at, $why, $figures, $sign);

-- name: audit.anchors
-- right: audit.view
SELECT n.seq, n.hash, n.at, n.why, n.figures, n.sign, a.hash
  FROM audit_anchor n LEFT JOIN audit a ON a.seq = n.seq ORDER BY n.id;

-- name: audit.anchor_hash
-- right: audit.view
SELECT hash FROM audit_anchor WHERE seq = $seq ORDER BY id LIMIT 1;

-- name: audit.anchor_near
-- The first anchor of a day's close from this moment on.
SELECT seq, hash FROM audit_anchor WHERE why = 'day' AND at >= $at ORDER BY id LIMIT 1;

-- name: audit.archived
SELECT last, last_hash FROM audit_archive ORDER BY last DESC LIMIT 1;

-- name: audit.archives
-- right: audit.view
SELECT first, last, at, prev_hash, last_hash, file, file_hash FROM audit_archive ORDER BY last;

-- name: audit.archive_add
INSERT INTO audit_archive (last, first, at, prev_hash, last_hash, file, file_hash)
VALUES ($last, $first, $at, $prev, $last_hash, $file, $file_hash);

-- name: audit.upto
-- right: audit.delete
SELECT a.seq, a.at, a.user_id, a.user_name, a.function, a.action, a.entity, a.row_id, a.row_code,
       a.version_before, a.version_after, a.reason, a.request, a.body_hash, a.prev_hash, a.hash,
       b.body, a.reason_hash
  FROM audit a LEFT JOIN audit_body b ON b.seq = a.seq WHERE a.seq <= $last ORDER BY a.seq;

-- name: audit.drop_bodies
DELETE FROM audit_body WHERE seq <= $last;

-- name: audit.drop
DELETE FROM audit WHERE seq <= $last;
