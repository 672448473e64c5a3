-- Reminders. F1; src/domain/reminder*.c. Tables: sql/schema/0008_agenda.sql.
-- Columns of what a rule finds: subject, customer, code, who, what, day, occasion, figure, mine.
-- $all: everybody's; $own: who owns the customer, and where nobody does, the branch; $branch: the
-- branch's. What was handed over to the actor comes too, whoever it was for.

-- name: reminder.rules
-- right: -
SELECT id, code, kind, days, who, group_id FROM reminder_rule
 WHERE active = 1 AND deleted = 0 ORDER BY id;

-- name: reminder.in_group
-- right: -
SELECT COUNT(*) FROM user_groups WHERE owner_id = $actor AND ref_id = $group;

-- Of all rules of that kind: what is done is done, whichever rule said it.
-- name: reminder.marks
-- right: -
SELECT m.state, m.until_at, m.to_user_id, m.by_user_id, t.code, b.code
  FROM reminder_mark m
  LEFT JOIN app_user t ON t.id = m.to_user_id
  LEFT JOIN app_user b ON b.id = m.by_user_id
 WHERE m.rule_id IN (SELECT x.id FROM reminder_rule x JOIN reminder_rule y ON y.kind = x.kind
	WHERE y.id = $rule)
   AND m.subject_id = $subject AND m.occasion = $occasion
   AND (m.user_id = 0 OR m.user_id = $actor)
 ORDER BY m.user_id;

-- name: reminder.mark
-- right: own
INSERT INTO reminder_mark (rule_id, subject_id, occasion, user_id, state, until_at, to_user_id, at, by_user_id)
VALUES ($rule, $subject, $occasion, $user, $state, $until, $to, $at, $by)
ON CONFLICT (rule_id, subject_id, occasion, user_id) DO UPDATE SET state = excluded.state,
	until_at = excluded.until_at, to_user_id = excluded.to_user_id, at = excluded.at,
	by_user_id = excluded.by_user_id;

-- name: reminder.tell
-- right: own
INSERT INTO reminder_told (rule_id, subject_id, occasion, at)
VALUES ($rule, $subject, $occasion, $at)
ON CONFLICT (rule_id, subject_id, occasion) DO NOTHING;

-- name: reminder.birthday
-- right: -
SELECT x.* FROM (
	SELECT c.id, c.id AS customer_id, c.code, c.name, NULL AS what, c.birth, 0 AS occasion, 0 AS figure,
		CASE WHEN $all = 1 OR ($own = 1 AND c.owner_id = $actor)
			OR ($own = 1 AND c.owner_id IS NULL AND c.store_id = $actor_store)
			OR ($branch = 1 AND (c.store_id IS NULL OR c.store_id = $actor_store))
			THEN 1 ELSE 0 END AS mine
	  FROM @customer c
	 WHERE c.birth IS NOT NULL AND c.birth % 10000 >= CASE WHEN $wraps = 1 THEN 0 ELSE $from END
	   AND c.birth % 10000 <= CASE WHEN $wraps = 1 THEN 1231 ELSE $to END
	   AND (c.birth % 10000 >= $from OR c.birth % 10000 <= $to)) x
 WHERE x.mine = 1 OR EXISTS (SELECT 1 FROM reminder_mark h WHERE h.rule_id = $rule
	AND h.subject_id = x.id AND h.user_id = 0 AND h.to_user_id = $actor)
 LIMIT $cap;

-- name: reminder.holidays
-- right: -
SELECT id, code, name, calendar, month, mday FROM holiday WHERE active = 1 AND deleted = 0 ORDER BY id;

-- name: reminder.contract
-- right: -
-- private: a successor that is hidden is one all the same
SELECT x.* FROM (
	SELECT k.id, k.customer_id, k.number, c.name AS who, k.name AS what, k.end_day, 0 AS occasion,
		0 AS figure,
		CASE WHEN $all = 1 OR ($own = 1 AND COALESCE(k.user_id, c.owner_id) = $actor)
			OR ($own = 1 AND k.user_id IS NULL AND c.owner_id IS NULL
				AND c.store_id = $actor_store)
			OR ($branch = 1 AND (c.store_id IS NULL OR c.store_id = $actor_store))
			THEN 1 ELSE 0 END AS mine
	  FROM @contract k JOIN @customer c ON c.id = k.customer_id
	 WHERE k.end_day BETWEEN $from AND $to AND k.status IN ('running', 'suspended')
	   AND NOT EXISTS (SELECT 1 FROM contract n WHERE n.renews_id = k.id AND n.deleted = 0)) x
 WHERE x.mine = 1 OR EXISTS (SELECT 1 FROM reminder_mark h WHERE h.rule_id = $rule
	AND h.subject_id = x.id AND h.user_id = 0 AND h.to_user_id = $actor)
 ORDER BY x.end_day LIMIT $cap;

-- name: reminder.contact_again
-- right: -
SELECT x.* FROM (
	SELECT c.id, c.id AS customer_id, c.code, c.name, NULL AS what, t.again_day, t.again_day AS occasion,
		0 AS figure,
		CASE WHEN $all = 1 OR ($own = 1 AND COALESCE(t.again_user_id, c.owner_id) = $actor)
			OR ($own = 1 AND t.again_user_id IS NULL AND c.owner_id IS NULL
				AND c.store_id = $actor_store)
			OR ($branch = 1 AND (c.store_id IS NULL OR c.store_id = $actor_store))
			THEN 1 ELSE 0 END AS mine
	  FROM customer_touch t JOIN @customer c ON c.id = t.customer_id
	 WHERE t.again_day BETWEEN $from AND $to) x
 WHERE x.mine = 1 OR EXISTS (SELECT 1 FROM reminder_mark h WHERE h.rule_id = $rule
	AND h.subject_id = x.id AND h.user_id = 0 AND h.to_user_id = $actor)
 ORDER BY x.again_day LIMIT $cap;

-- name: reminder.order
-- right: -
SELECT x.* FROM (
	SELECT o.id, o.customer_id, o.number, c.name AS who, o.subject AS what, o.due_day,
		o.due_day AS occasion, 0 AS figure,
		CASE WHEN $all = 1 OR ($own = 1 AND COALESCE(o.created_by, c.owner_id) = $actor)
			OR ($own = 1 AND o.created_by IS NULL AND c.owner_id IS NULL
				AND c.store_id = $actor_store)
			OR ($branch = 1 AND (o.store_id IS NULL OR o.store_id = $actor_store))
			THEN 1 ELSE 0 END AS mine
	  FROM @order o JOIN @customer c ON c.id = o.customer_id
	 WHERE o.due_day BETWEEN $from AND $to AND o.state IN ('confirmed', 'delivering')) x
 WHERE x.mine = 1 OR EXISTS (SELECT 1 FROM reminder_mark h WHERE h.rule_id = $rule
	AND h.subject_id = x.id AND h.user_id = 0 AND h.to_user_id = $actor)
 ORDER BY x.due_day LIMIT $cap;

-- name: reminder.points
-- right: -
SELECT x.* FROM (
	SELECT c.id, c.id AS customer_id, c.code, c.name, NULL AS what, f.day, f.day AS occasion,
		(SELECT CAST(COALESCE(SUM(l.remaining), 0) AS BIGINT) FROM point_lot l
		  WHERE l.holder_id = c.id AND l.expires_day = f.day) AS figure,
		CASE WHEN $all = 1 OR ($own = 1 AND c.owner_id = $actor)
			OR ($own = 1 AND c.owner_id IS NULL AND c.store_id = $actor_store)
			OR ($branch = 1 AND (c.store_id IS NULL OR c.store_id = $actor_store))
			THEN 1 ELSE 0 END AS mine
	  FROM reminder_find f JOIN @customer c ON c.id = f.customer_id
	 WHERE f.kind = 'points' AND f.day BETWEEN $from AND $to) x
 WHERE x.figure > 0 AND (x.mine = 1 OR EXISTS (SELECT 1 FROM reminder_mark h WHERE h.rule_id = $rule
	AND h.subject_id = x.id AND h.user_id = 0 AND h.to_user_id = $actor))
 ORDER BY x.day LIMIT $cap;

-- name: reminder.idle
-- right: -
SELECT x.* FROM (
	SELECT c.id, c.id AS customer_id, c.code, c.name, NULL AS what, f.day, f.day AS occasion,
		0 AS figure,
		CASE WHEN $all = 1 OR ($own = 1 AND c.owner_id = $actor)
			OR ($own = 1 AND c.owner_id IS NULL AND c.store_id = $actor_store)
			OR ($branch = 1 AND (c.store_id IS NULL OR c.store_id = $actor_store))
			THEN 1 ELSE 0 END AS mine
	  FROM reminder_find f
	  JOIN cust_sum s ON s.customer_id = f.customer_id AND s.last_day = f.day
	  JOIN @customer c ON c.id = f.customer_id
	 WHERE f.kind = 'idle' AND f.day BETWEEN $from AND $to) x
 WHERE x.mine = 1 OR EXISTS (SELECT 1 FROM reminder_mark h WHERE h.rule_id = $rule
	AND h.subject_id = x.id AND h.user_id = 0 AND h.to_user_id = $actor)
 ORDER BY x.day DESC LIMIT $cap;

-- The occasion is the last time that stock came in: a gift that runs out again is news again.
-- name: reminder.gift
-- right: -
SELECT g.id, NULL, g.code, NULL, g.name, 0,
	COALESCE((SELECT MAX(m.id) FROM gift_move m WHERE m.gift_id = g.id AND m.qty > 0), 0),
	g.stock, $mine
  FROM gift g WHERE g.active = 1 AND g.deleted = 0 AND g.low IS NOT NULL AND g.stock <= g.low
 ORDER BY g.name LIMIT $cap;
