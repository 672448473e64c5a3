-- Backup and restore (src/jobs/backup*.c, restore*.c). Most run on a copy of the store or on a
-- generation that nobody has open, beside the gate of store/: they are the system's own.
-- Tables: sql/schema/0015_keep.sql, 0013_erasure.sql.

-- What a copy holds: told in the header of a backup, without any name or amount.
-- name: keep.counts
-- right: -
-- private: counts alone
SELECT (SELECT COUNT(*) FROM customer WHERE deleted = 0), (SELECT COUNT(*) FROM card WHERE deleted = 0),
	(SELECT COUNT(*) FROM product WHERE deleted = 0), (SELECT COUNT(*) FROM sale),
	(SELECT COUNT(*) FROM app_user WHERE deleted = 0);

-- name: keep.audit_head
-- right: -
SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1;

-- Every restore: what was made before it, and later in the old trail, is not of this one.
-- name: keep.restores
-- right: audit.view
SELECT a.seq, a.at, coalesce(b.body, '') FROM audit a LEFT JOIN audit_body b ON b.seq = a.seq
 WHERE a.action = 'restore' AND a.entity = 'backup' ORDER BY a.seq;

-- name: keep.row_at
-- right: audit.view
SELECT at FROM audit WHERE seq = $seq;

-- One number for all money and points: hashed, it is the head of the ledgers.
-- name: keep.ledgers
-- right: -
-- private: sums alone
SELECT (SELECT COUNT(*) FROM point_entry), (SELECT COALESCE(SUM(delta), 0) FROM point_entry),
	(SELECT COUNT(*) FROM value_entry),
	(SELECT COALESCE(SUM(principal), 0) + COALESCE(SUM(bonus), 0) FROM value_entry),
	(SELECT COUNT(*) FROM sale), (SELECT COALESCE(SUM(total), 0) FROM sale),
	(SELECT COALESCE(MAX(id), 0) FROM sale);

-- name: keep.days
-- right: -
SELECT day, CAST(SUM(tickets) AS BIGINT), CAST(SUM(total) AS BIGINT) FROM day_sum
 GROUP BY day ORDER BY day DESC LIMIT $most;

-- name: keep.documents
-- right: -
-- private: contents by hash, for a copy of all of them
SELECT DISTINCT hash, size FROM document WHERE deleted = 0 ORDER BY hash;

-- name: keep.locks
-- right: -
SELECT kind, public_key, salt, passes, memory, made_at, made_by, tested_at, tested_by FROM backup_lock
 ORDER BY kind DESC;

-- name: keep.lock_put
-- right: backup.edit
INSERT INTO backup_lock (kind, public_key, salt, passes, memory, made_at, made_by, tested_at, tested_by)
VALUES ($kind, $public, $salt, $passes, $memory, $at, $by, $tested, $by)
ON CONFLICT (kind) DO UPDATE SET public_key = excluded.public_key, salt = excluded.salt,
	passes = excluded.passes, memory = excluded.memory, made_at = excluded.made_at,
	made_by = excluded.made_by, tested_at = excluded.tested_at, tested_by = excluded.tested_by;

-- name: keep.lock_tested
-- right: backup.edit
UPDATE backup_lock SET tested_at = $at, tested_by = $by WHERE kind = $kind;

-- name: keep.lock_drop
-- right: backup.edit
DELETE FROM backup_lock WHERE kind = $kind;

-- ---- orders of sessions to the worker

-- name: keep.order_put
-- right: own
INSERT INTO keep_order (id, what, version, asked_by, asked_at, state, said)
VALUES ($id, $what, $version, $by, $at, 'asked', '');

-- name: keep.order_next
-- right: -
SELECT id, what, version, asked_by FROM keep_order WHERE state = 'asked' AND asked_at >= $since
 ORDER BY id LIMIT 1;

-- name: keep.order_begin
-- right: own
UPDATE keep_order SET state = 'begun' WHERE id = $id AND state = 'asked';

-- name: keep.order_end
-- right: own
UPDATE keep_order SET state = $state, said = $said, ended_at = $at WHERE id = $id;

-- name: keep.order_state
-- right: backup.view
SELECT state, said FROM keep_order WHERE id = $id;

-- name: keep.order_forget
-- right: own
UPDATE keep_order SET state = 'failed', said = '', ended_at = $at
 WHERE state IN ('asked', 'begun');

-- ---- what a restore carries over

-- name: keep.drafts
-- right: -
-- private: carried over as they are, for their users alone
SELECT d.user_id, d.key, d.title, d.at, d.body, u.code FROM draft d JOIN app_user u ON u.id = d.user_id
 ORDER BY d.user_id, d.key;

-- name: keep.draft_put
-- right: own
-- private: of their users alone
INSERT INTO draft (user_id, key, title, at, body)
SELECT $user, $key, $title, $at, $body
 WHERE EXISTS (SELECT 1 FROM app_user WHERE id = $user AND code = $code)
ON CONFLICT (user_id, key) DO UPDATE SET title = excluded.title, at = excluded.at, body = excluded.body;

-- A code that was used once is not good again.
-- name: keep.code_steps
-- right: -
SELECT c.user_id, c.last_step, c.seed, u.code FROM user_code c JOIN app_user u ON u.id = c.user_id
 ORDER BY c.user_id;

-- name: keep.code_step_put
-- right: own
UPDATE user_code SET last_step = $step
 WHERE user_id = $user AND seed = $seed AND last_step < $step;

-- Who may come in and do what, as a set of facts: what differs after a restore is to be looked at.
-- Passwords by their date alone.
-- name: keep.access
-- right: -
-- private: for the list of what to check
SELECT 'user' AS kind, code AS who, CASE WHEN active = 0 THEN 'locked' ELSE 'active' END AS what
  FROM app_user WHERE deleted = 0
UNION ALL
SELECT 'password', code, CAST(password_at AS TEXT) FROM app_user
 WHERE deleted = 0 AND password_at IS NOT NULL
UNION ALL
SELECT 'group', u.code, g.code FROM user_groups x JOIN app_user u ON u.id = x.owner_id AND u.deleted = 0
  JOIN user_group g ON g.id = x.ref_id AND g.deleted = 0
UNION ALL
SELECT 'key', u.code, k.public_key FROM user_key k JOIN app_user u ON u.id = k.user_id AND u.deleted = 0
 WHERE k.deleted = 0
UNION ALL
SELECT 'codes', u.code, 'yes' FROM user_code c JOIN app_user u ON u.id = c.user_id AND u.deleted = 0
 WHERE c.confirmed = 1
UNION ALL
SELECT 'admin', g.code, 'yes' FROM user_group g WHERE g.deleted = 0 AND g.admin = 1
UNION ALL
SELECT 'right', g.code, r.function || ' ' || CAST(r.verbs AS TEXT) FROM group_right r
  JOIN user_group g ON g.id = r.group_id AND g.deleted = 0 WHERE r.deleted = 0
 ORDER BY 1, 2, 3;

-- name: keep.check_put
-- right: own
INSERT INTO restore_check (id, at, kind, who, before, now) VALUES ($id, $at, $kind, $who, $before, $now);

-- name: keep.checks
-- right: backup.view
SELECT id, at, kind, who, before, now FROM restore_check WHERE done_at IS NULL ORDER BY id LIMIT $most;

-- name: keep.check_done
-- right: backup.edit
UPDATE restore_check SET done_at = $at, done_by = $by WHERE id = $id AND done_at IS NULL;

-- name: keep.checks_open
-- right: -
SELECT COUNT(*) FROM restore_check WHERE done_at IS NULL;
