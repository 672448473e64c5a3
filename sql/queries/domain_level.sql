-- Levels by spending. Rules L1-L4; src/domain/level_*.c.
-- Tables: sql/schema/0002_customer.sql, 0004_rules.sql.

-- name: level.all
-- right: -
SELECT id, code, name, threshold FROM level
 WHERE deleted = 0 AND retired_into_id IS NULL ORDER BY threshold, id;

-- name: level.spent
-- right: -
SELECT CAST(coalesce(SUM(spent), 0) AS BIGINT) FROM cust_day
 WHERE customer_id = $customer AND day BETWEEN $from AND $to;

-- name: level.add_day
-- right: sale.add
INSERT INTO cust_day (customer_id, day, spent) VALUES ($customer, $day, $spent)
ON CONFLICT (customer_id, day) DO UPDATE SET spent = cust_day.spent + excluded.spent;

-- What was spent in the window comes along: asked by every sale.
-- name: level.of
-- right: -
SELECT level_id, coalesce(level_until, 0), level_locked, code, name,
	(SELECT CAST(coalesce(SUM(d.spent), 0) AS BIGINT) FROM cust_day d
	  WHERE d.customer_id = $customer AND d.day BETWEEN $from AND $to)
  FROM customer WHERE id = $customer;

-- Has the guarantee ended, or never begun: asked by every sale.
-- name: level.is_due
-- right: -
SELECT 1 FROM customer WHERE id = $customer AND level_id IS NOT NULL AND level_locked = 0
   AND (level_until IS NULL OR level_until < $day);

-- name: level.put
-- right: -
UPDATE customer SET level_id = $level, level_until = $until, level_warned = NULL,
       version = version + 1, changed_at = $at
 WHERE id = $customer;

-- name: level.put_until
-- right: -
UPDATE customer SET level_until = $until, level_warned = NULL WHERE id = $customer;

-- name: level.put_lock
-- right: -
UPDATE customer SET level_locked = $lock, version = version + 1 WHERE id = $customer;

-- name: level.put_warned
-- right: -
UPDATE customer SET level_warned = $day WHERE id = $customer;

-- name: level.add_move
-- right: -
INSERT INTO level_move (id, customer_id, at, day, from_id, to_id, until_day, old_until_day,
	why, spent, doc_id, batch_id, user_id)
VALUES ($id, $customer, $at, $day, $from, $to, $until, $old_until,
	$why, $spent, $doc, $batch, $user);

-- name: level.history
-- right: -
SELECT m.at, coalesce(f.code, ''), coalesce(t.code, ''), m.why, coalesce(u.code, ''),
	coalesce(m.until_day, 0), m.spent
  FROM level_move m LEFT JOIN level f ON f.id = m.from_id LEFT JOIN level t ON t.id = m.to_id
  LEFT JOIN app_user u ON u.id = m.user_id
 WHERE m.customer_id = $customer ORDER BY m.id DESC LIMIT $limit;

-- Whose guarantee has ended, a page by id.
-- name: level.ended
-- right: -
SELECT id FROM customer
 WHERE id > $after AND deleted = 0 AND level_locked = 0 AND level_id IS NOT NULL
   AND level_until < $day ORDER BY id LIMIT $limit;

-- Everybody with a level or with spending, a page by id.
-- name: level.everybody
-- right: -
SELECT c.id FROM customer c
 WHERE c.id > $after AND c.deleted = 0 AND c.level_locked = 0
   AND (c.level_id IS NOT NULL OR EXISTS (SELECT 1 FROM cust_day d WHERE d.customer_id = c.id))
 ORDER BY c.id LIMIT $limit;

-- name: level.at
-- right: -
SELECT id FROM customer WHERE id > $after AND level_id = $level AND deleted = 0
 ORDER BY id LIMIT $limit;

-- name: level.to_warn
-- right: -
SELECT id FROM customer
 WHERE id > $after AND deleted = 0 AND level_locked = 0 AND level_id IS NOT NULL
   AND level_until BETWEEN $from AND $to AND level_warned IS NULL ORDER BY id LIMIT $limit;

-- name: level.add_batch
-- right: level.edit
INSERT INTO level_batch (id, at, user_id, note, moved) VALUES ($id, $at, $user, $note, 0);

-- name: level.batch_moved
-- right: level.edit
UPDATE level_batch SET moved = $moved WHERE id = $id;

-- name: level.batch_undo
-- right: level.edit
UPDATE level_batch SET undone_at = $at WHERE id = $id AND undone_at IS NULL;

-- The newest move of a customer, when it is of this batch.
-- name: level.batch_moves
-- right: -
SELECT m.id, m.customer_id, m.from_id, m.to_id, m.old_until_day, m.spent FROM level_move m
 WHERE m.batch_id = $batch AND m.id > $after
   AND NOT EXISTS (SELECT 1 FROM level_move n WHERE n.customer_id = m.customer_id AND n.id > m.id
       AND coalesce(n.batch_id, 0) <> $batch)
 ORDER BY m.id LIMIT $limit;

-- name: level.retire
-- right: level.edit
UPDATE level SET retired_into_id = $into, version = version + 1 WHERE id = $level;
