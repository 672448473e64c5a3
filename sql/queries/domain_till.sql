-- Till sessions: float, movements, blind count, X and Z. Rules N3, R3; D6.
-- Tables: sql/schema/0004_rules.sql.

-- name: till.current
-- right: -
SELECT id FROM till_session WHERE till_id = $till AND closed_at IS NULL;

-- name: till.add
-- right: sale.add
INSERT INTO till_session (id, till_id, number, opened_at, opened_by, day, float)
VALUES ($id, $till, (SELECT COALESCE(MAX(number), 0) + 1 FROM till_session WHERE till_id = $till),
	$at, $user, $day, $float);

-- name: till.add_move
-- right: sale.add
INSERT INTO till_move (id, session_id, at, amount, reason, user_id)
VALUES ($id, $session, $at, $amount, $reason, $user);

-- Once: only while it is open.
-- name: till.close
-- right: sale.add
UPDATE till_session SET closed_at = $at, closed_by = $user, expected = $expected,
	counted = $counted, difference = $difference, note = $note
 WHERE id = $id AND closed_at IS NULL;

-- name: till.head
-- right: -
SELECT w.number, t.code, st.code, COALESCE(o.code, ''), COALESCE(c.code, ''), w.opened_at, w.closed_at,
	w.float, w.counted, w.difference, w.expected, st.closed, st.id
  FROM till_session w JOIN till t ON t.id = w.till_id JOIN store st ON st.id = t.store_id
  LEFT JOIN app_user o ON o.id = w.opened_by
  LEFT JOIN app_user c ON c.id = w.closed_by
 WHERE w.id = $session;

-- name: till.moves
-- right: -
SELECT CAST(COALESCE(SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END), 0) AS BIGINT),
	CAST(COALESCE(SUM(CASE WHEN amount < 0 THEN -amount ELSE 0 END), 0) AS BIGINT)
  FROM till_move WHERE session_id = $session;

-- What was documented in a session, by kind.
-- name: till.kinds
-- right: -
SELECT kind, COUNT(*), CAST(SUM(total) AS BIGINT), CAST(SUM(topup) AS BIGINT),
	CAST(SUM(rounding) AS BIGINT), CAST(SUM(gross - total) AS BIGINT),
	CAST(SUM(change) AS BIGINT)
  FROM sale WHERE session_id = $session GROUP BY kind;

-- name: till.tenders
-- right: -
SELECT p.method, CAST(SUM(p.amount) AS BIGINT), COUNT(DISTINCT s.id)
  FROM sale s JOIN payment p ON p.sale_id = s.id
 WHERE s.session_id = $session
 GROUP BY p.method ORDER BY CASE p.method WHEN 'cash' THEN 0 ELSE 1 END, p.method;
