-- Points: lots, ledger, account. Rules P1, P4, P5. Tables: sql/schema/0003_ledger.sql.

-- What the lots say of a day: usable, pending, over.
-- name: points.state
-- right: -
SELECT a.balance, a.seq, l.gone, l.usable, l.pending
  FROM point_account a,
	(SELECT CAST(COALESCE(SUM(CASE WHEN usable_day <= $today
	    AND (expires_day IS NULL OR expires_day >= $today)
	    THEN remaining END), 0) AS BIGINT) AS usable,
	CAST(COALESCE(SUM(CASE WHEN usable_day > $today
	    AND (expires_day IS NULL OR expires_day >= $today)
	    THEN remaining END), 0) AS BIGINT) AS pending,
	CAST(COALESCE(SUM(CASE WHEN expires_day < $today
	    THEN remaining END), 0) AS BIGINT) AS gone
	FROM point_lot WHERE holder_id = $holder AND remaining > 0) l
 WHERE a.holder_id = $holder;

-- What of it is over: all that a credit has to know, however many lots a card has collected.
-- name: points.over
-- right: -
SELECT balance, seq,
	(SELECT CAST(COALESCE(SUM(remaining), 0) AS BIGINT) FROM point_lot
	  WHERE holder_id = $holder AND remaining > 0 AND expires_day < $today)
  FROM point_account WHERE holder_id = $holder;

-- Lots with something left, in the order in which they are spent (rule P1).
-- name: points.open_lots
-- right: -
SELECT lot, remaining, usable_day, expires_day FROM point_lot
 WHERE holder_id = $holder AND remaining > 0
 ORDER BY expires_day NULLS LAST, lot;

-- name: points.open
-- right: points
INSERT INTO point_account (holder_id, balance, seq) VALUES ($holder, $after, 1);

-- Guarded by the line read before: nobody else has written in between.
-- name: points.step
-- right: points
UPDATE point_account SET balance = $after, seq = $seq
 WHERE holder_id = $holder AND seq = $seq - 1;

-- Where what came of it does not matter.
-- name: points.move
-- right: points
INSERT INTO point_account (holder_id, balance, seq) VALUES ($holder, $delta, 1)
ON CONFLICT (holder_id) DO UPDATE SET balance = point_account.balance + excluded.balance,
	seq = point_account.seq + 1;

-- Spending: only while enough is there, whoever else spends at the same instant (rule P6).
-- name: points.spend
-- right: points
UPDATE point_account SET balance = balance - $points, seq = seq + 1
 WHERE holder_id = $holder AND balance - $points >= 0
RETURNING balance, seq;

-- name: points.add_entry
-- right: points
INSERT INTO point_entry (holder_id, seq, op, delta, balance_after, at, day,
	store_id, user_id, doc_id, note)
VALUES ($holder, $seq, $op, $delta, $after, $at, $day, $store, $user, $doc, $note);

-- name: points.add_lot
-- right: points
INSERT INTO point_lot (holder_id, lot, amount, remaining, usable_day, expires_day)
VALUES ($holder, $lot, $amount, $remaining, $usable, $expires);

-- name: points.add_draw
-- right: points
INSERT INTO point_draw (holder_id, seq, lot, amount) VALUES ($holder, $seq, $lot, $amount);

-- name: points.draw_lot
-- right: points
UPDATE point_lot SET remaining = remaining - $amount
 WHERE holder_id = $holder AND lot = $lot AND remaining >= $amount;

-- name: points.day
-- right: points
INSERT INTO day_member (day, store_id, members, points_given, points_used)
VALUES ($day, $store, $members, $given, $used)
ON CONFLICT (day, store_id) DO UPDATE SET members = day_member.members + excluded.members,
	points_given = day_member.points_given + excluded.points_given,
	points_used = day_member.points_used + excluded.points_used;

-- name: points.history
-- right: -
SELECT e.seq, e.delta, e.balance_after, e.at, e.doc_id, e.op, s.series, s.number,
	t.code, u.code, e.note, ds.code
  FROM point_entry e
  LEFT JOIN sale s ON s.id = e.doc_id
  LEFT JOIN store ds ON ds.id = s.store_id
  LEFT JOIN store t ON t.id = e.store_id
  LEFT JOIN app_user u ON u.id = e.user_id
 WHERE e.holder_id = $holder AND e.seq < $before
 ORDER BY e.seq DESC LIMIT $limit;

-- name: points.lots
-- right: -
SELECT lot, amount, remaining, expires_day, usable_day FROM point_lot
 WHERE holder_id = $holder AND remaining > 0
   AND (expires_day IS NULL OR expires_day >= $today)
 ORDER BY expires_day NULLS LAST, lot LIMIT $limit;
