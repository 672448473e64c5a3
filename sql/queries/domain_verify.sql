-- What must hold; every row that comes back is a finding. Used by src/domain/verify.c.
-- Columns: where it is, then the kept figure and the one derived again.

-- name: verify.balance
-- right: audit.view
-- private: for who may read the trail
SELECT COALESCE(c.code, k.number, '?'), a.balance, CAST(COALESCE(SUM(e.delta), 0) AS BIGINT)
  FROM point_account a
  LEFT JOIN point_entry e ON e.holder_id = a.holder_id
  LEFT JOIN customer c ON c.id = a.holder_id
  LEFT JOIN card k ON k.id = a.holder_id
 GROUP BY a.holder_id, c.code, k.number, a.balance, a.seq
HAVING a.balance <> COALESCE(SUM(e.delta), 0) OR a.seq <> COUNT(e.seq)
 LIMIT 100;

-- name: verify.chain
-- right: audit.view
-- private: for who may read the trail
SELECT COALESCE(c.code, k.number, '?'), x.balance_after, x.was + x.delta
  FROM (SELECT holder_id, seq, delta, balance_after,
	COALESCE(LAG(balance_after) OVER (PARTITION BY holder_id ORDER BY seq), 0) AS was,
	ROW_NUMBER() OVER (PARTITION BY holder_id ORDER BY seq) AS n
	  FROM point_entry) x
  LEFT JOIN customer c ON c.id = x.holder_id
  LEFT JOIN card k ON k.id = x.holder_id
  LEFT JOIN point_account a ON a.holder_id = x.holder_id
 WHERE x.balance_after <> x.was + x.delta OR x.seq <> x.n OR a.holder_id IS NULL
 LIMIT 100;

-- name: verify.lot
-- right: audit.view
-- private: for who may read the trail
SELECT COALESCE(c.code, k.number, '?'), l.remaining, l.amount - COALESCE(d.drawn, 0)
  FROM point_lot l
  LEFT JOIN (SELECT holder_id, lot, CAST(SUM(amount) AS BIGINT) AS drawn
	  FROM point_draw GROUP BY holder_id, lot) d
    ON d.holder_id = l.holder_id AND d.lot = l.lot
  LEFT JOIN point_entry e ON e.holder_id = l.holder_id AND e.seq = l.lot
  LEFT JOIN customer c ON c.id = l.holder_id
  LEFT JOIN card k ON k.id = l.holder_id
 WHERE l.remaining <> l.amount - COALESCE(d.drawn, 0)
    OR e.seq IS NULL OR e.delta <> l.amount
 LIMIT 100;

-- name: verify.left
-- right: audit.view
-- private: for who may read the trail
SELECT COALESCE(c.code, k.number, '?'), a.balance, COALESCE(l.rest, 0)
  FROM point_account a
  LEFT JOIN (SELECT holder_id, CAST(SUM(remaining) AS BIGINT) AS rest
	  FROM point_lot GROUP BY holder_id) l ON l.holder_id = a.holder_id
  LEFT JOIN customer c ON c.id = a.holder_id
  LEFT JOIN card k ON k.id = a.holder_id
 WHERE a.balance <> COALESCE(l.rest, 0)
   AND NOT (a.balance < 0 AND COALESCE(l.rest, 0) = 0)
 LIMIT 100;

-- name: verify.earned
-- right: audit.view
SELECT st.code, s.series, s.number, s.earned, COALESCE(e.given, 0)
  FROM sale s JOIN store st ON st.id = s.store_id
  LEFT JOIN (SELECT doc_id, CAST(SUM(delta) AS BIGINT) AS given
	  FROM point_entry WHERE op IN ('sale', 'refund', 'attach') GROUP BY doc_id) e ON e.doc_id = s.id
 WHERE s.earned <> COALESCE(e.given, 0)
 LIMIT 100;

-- name: verify.number
-- right: audit.view
SELECT x.code, x.series, x.number, x.number, x.was + 1
  FROM (SELECT st.code AS code, s.series AS series, s.number AS number,
	COALESCE(LAG(s.number) OVER (PARTITION BY st.code, s.series ORDER BY s.number), 0) AS was
	  FROM sale s JOIN store st ON st.id = s.store_id) x
 WHERE x.number <> x.was + 1
 LIMIT 100;

-- Prices and quantities are multiplied only while that cannot overflow.
-- name: verify.lines
-- right: audit.view
SELECT st.code, s.series, s.number, s.total, COALESCE(l.net, 0)
  FROM sale s JOIN store st ON st.id = s.store_id
  LEFT JOIN (SELECT sale_id, CAST(SUM(net) AS BIGINT) AS net,
	CAST(SUM(gross) AS BIGINT) AS gross,
	SUM(CASE WHEN net <> gross - off OR (of_line IS NULL AND receipt_off > off)
	      OR (of_line IS NULL AND price < 1000000000 AND qty < 1000000000
		AND gross <> (price * qty + 500) / 1000) THEN 1 ELSE 0 END) AS wrong
	  FROM sale_line GROUP BY sale_id) l ON l.sale_id = s.id
 WHERE s.total <> COALESCE(l.net, 0) OR s.gross <> COALESCE(l.gross, 0)
    OR COALESCE(l.wrong, CASE WHEN s.kind IN ('topup', 'topup_void', 'payout') THEN 0
	ELSE 1 END) <> 0
 LIMIT 100;

-- name: verify.paid
-- right: audit.view
SELECT st.code, s.series, s.number, s.total + s.topup + s.rounding,
	COALESCE(p.paid, 0) - s.change
  FROM sale s JOIN store st ON st.id = s.store_id
  LEFT JOIN (SELECT sale_id, CAST(SUM(amount) AS BIGINT) AS paid
	  FROM payment GROUP BY sale_id) p ON p.sale_id = s.id
 WHERE s.total + s.topup + s.rounding <> COALESCE(p.paid, 0) - s.change
    OR s.paid <> COALESCE(p.paid, 0)
 LIMIT 100;

-- name: verify.day
-- right: audit.view
SELECT x.day, COALESCE(st.code, '?'), CAST(SUM(x.kept) AS BIGINT), CAST(SUM(x.again) AS BIGINT)
  FROM (SELECT day, store_id, user_id, total AS kept, 0 AS again, tickets AS t, gross AS g,
	rounding AS r, earned AS p, member_tickets AS mt, member_total AS ma FROM day_sum
	UNION ALL
	SELECT day, store_id, COALESCE(user_id, 0), 0, total,
	-tickets, -gross, -rounding, -earned,
	CASE WHEN holder_id IS NULL THEN 0 ELSE -tickets END,
	CASE WHEN holder_id IS NULL THEN 0 ELSE -total END FROM (SELECT s.*,
	CASE WHEN s.kind = 'sale' THEN 1 WHEN s.kind = 'void' AND o.kind = 'sale' THEN -1
	     ELSE 0 END AS tickets FROM sale s LEFT JOIN sale o ON o.id = s.reverses_id) s) x
  LEFT JOIN store st ON st.id = x.store_id
 GROUP BY x.day, x.store_id, x.user_id, st.code
HAVING SUM(x.kept) <> SUM(x.again) OR SUM(x.t) <> 0 OR SUM(x.g) <> 0 OR SUM(x.r) <> 0
    OR SUM(x.p) <> 0 OR SUM(x.mt) <> 0 OR SUM(x.ma) <> 0
 LIMIT 100;

-- name: verify.tender
-- right: audit.view
SELECT x.day, COALESCE(st.code, '?'), CAST(SUM(x.kept) AS BIGINT), CAST(SUM(x.again) AS BIGINT)
  FROM (SELECT day, store_id, method, amount AS kept, 0 AS again, count AS n FROM day_tender
	UNION ALL
	SELECT s.day, s.store_id, p.method, 0, SUM(p.amount), -1
	  FROM payment p JOIN sale s ON s.id = p.sale_id
	 GROUP BY s.id, s.day, s.store_id, p.method
	UNION ALL
	SELECT day, store_id, 'cash', 0, -change, 0 FROM sale WHERE change <> 0) x
  LEFT JOIN store st ON st.id = x.store_id
 GROUP BY x.day, x.store_id, x.method, st.code
HAVING SUM(x.kept) <> SUM(x.again) OR SUM(x.n) <> 0
 LIMIT 100;

-- name: verify.given
-- right: audit.view
SELECT x.day, COALESCE(st.code, '-'), CAST(SUM(x.kept) AS BIGINT), CAST(SUM(x.again) AS BIGINT)
  FROM (SELECT day, store_id, points_given - points_used AS kept, 0 AS again,
	points_used AS u FROM day_member
	UNION ALL
	SELECT day, COALESCE(store_id, 0), 0, delta,
	CASE WHEN op = 'return' OR (delta < 0 AND op NOT IN ('refund', 'topup_void')) THEN delta ELSE 0 END
	  FROM point_entry WHERE op NOT IN ('expire', 'unmerge')) x
  LEFT JOIN store st ON st.id = x.store_id
 GROUP BY x.day, x.store_id, st.code
HAVING SUM(x.kept) <> SUM(x.again) OR SUM(x.u) <> 0
 LIMIT 100;

-- name: verify.customer
-- right: audit.view
-- private: for who may read the trail
SELECT COALESCE(c.code, '?'), CAST(SUM(x.kept) AS BIGINT), CAST(SUM(x.again) AS BIGINT)
  FROM (SELECT customer_id, spent AS kept, 0 AS again, sales AS n FROM cust_sum
	UNION ALL
	SELECT s.customer_id, 0, s.total, CASE WHEN s.kind = 'sale' THEN -1
	     WHEN s.kind = 'void' AND o.kind = 'sale' THEN 1 ELSE 0 END
	  FROM sale s LEFT JOIN sale o ON o.id = s.reverses_id WHERE s.customer_id IS NOT NULL) x
  LEFT JOIN customer c ON c.id = x.customer_id
 GROUP BY x.customer_id, c.code
HAVING SUM(x.kept) <> SUM(x.again) OR SUM(x.n) <> 0
 LIMIT 100;

-- The window of levels: money without what points paid (rule L1).
-- name: verify.cust_day
-- right: audit.view
-- private: for who may read the trail
SELECT COALESCE(c.code, '?'), CAST(SUM(x.kept) AS BIGINT), CAST(SUM(x.again) AS BIGINT)
  FROM (SELECT customer_id, day, spent AS kept, 0 AS again FROM cust_day
	UNION ALL
	SELECT customer_id, day, 0, total FROM sale WHERE customer_id IS NOT NULL
	UNION ALL
	SELECT s.customer_id, s.day, 0, -p.amount FROM payment p JOIN sale s ON s.id = p.sale_id
	 WHERE p.method = 'points' AND s.customer_id IS NOT NULL) x
  LEFT JOIN customer c ON c.id = x.customer_id
 GROUP BY x.customer_id, x.day, c.code
HAVING SUM(x.kept) <> SUM(x.again)
 LIMIT 100;

-- ---- stored value, visits, gifts (rules V1, V2, V6, P14)

-- name: verify.value
-- right: audit.view
-- private: for who may read the trail
SELECT k.number, a.principal + a.bonus,
	CAST(COALESCE(SUM(e.principal + e.bonus), 0) AS BIGINT)
  FROM value_account a JOIN card k ON k.id = a.card_id
  LEFT JOIN value_entry e ON e.card_id = a.card_id
 GROUP BY a.card_id, k.number, a.principal, a.bonus, a.seq
HAVING a.principal <> COALESCE(SUM(e.principal), 0) OR a.bonus <> COALESCE(SUM(e.bonus), 0)
    OR a.seq <> COALESCE(MAX(e.seq), 0) OR a.principal < 0 OR a.bonus < 0
 LIMIT 100;

-- The first line of a new number goes on where the old one ended.
-- name: verify.value_chain
-- right: audit.view
-- private: for who may read the trail
SELECT k.number, x.principal_after + x.bonus_after, x.p + x.principal + x.b + x.bonus
  FROM (SELECT card_id, seq, op, principal, bonus, principal_after, bonus_after,
	COALESCE(LAG(principal_after) OVER w, 0) AS p, COALESCE(LAG(bonus_after) OVER w, 0) AS b,
	LAG(seq) OVER w AS was
	  FROM value_entry WINDOW w AS (PARTITION BY card_id ORDER BY seq)) x
  JOIN card k ON k.id = x.card_id
  LEFT JOIN value_account a ON a.card_id = x.card_id
 WHERE x.principal_after <> x.p + x.principal OR x.bonus_after <> x.b + x.bonus
    OR x.principal_after < 0 OR x.bonus_after < 0 OR a.card_id IS NULL
    OR (x.was IS NOT NULL AND x.seq <> x.was + 1)
    OR (x.was IS NULL AND x.seq <> 1 AND x.op <> 'replace_in')
 LIMIT 100;

-- Between cards nothing is made and nothing is lost.
-- name: verify.value_moved
-- right: audit.view
-- private: for who may read the trail
SELECT MIN(k.number), CAST(SUM(e.principal + e.bonus) AS BIGINT), 0
  FROM value_entry e JOIN card k ON k.id = e.card_id
 WHERE e.op IN ('transfer_in', 'transfer_out', 'replace_in', 'replace_out')
 GROUP BY CASE WHEN e.card_id < e.other_card_id THEN e.card_id ELSE e.other_card_id END,
	CASE WHEN e.card_id < e.other_card_id THEN e.other_card_id ELSE e.card_id END
HAVING SUM(e.principal) <> 0 OR SUM(e.bonus) <> 0
 LIMIT 100;

-- Prepaid money of a document against the ledger of its card.
-- name: verify.topup
-- right: audit.view
SELECT st.code, s.series, s.number, s.topup, COALESCE(e.principal, 0)
  FROM sale s JOIN store st ON st.id = s.store_id
  LEFT JOIN (SELECT doc_id, CAST(SUM(principal) AS BIGINT) AS principal,
	CAST(SUM(bonus) AS BIGINT) AS bonus FROM value_entry
	 WHERE op IN ('topup', 'topup_void') GROUP BY doc_id) e ON e.doc_id = s.id
 WHERE (s.kind = 'topup' AND s.topup <> COALESCE(e.principal, 0))
    OR (s.kind = 'topup_void' AND (s.topup < COALESCE(e.principal, 0) OR e.bonus > 0))
    OR (s.kind NOT IN ('topup', 'topup_void', 'payout') AND s.topup <> 0)
 LIMIT 100;

-- No top-up comes back more than once.
-- name: verify.topup_void
-- right: audit.view
SELECT st.code, s.series, s.number, s.topup, CAST(SUM(-v.topup) AS BIGINT)
  FROM sale v JOIN sale s ON s.id = v.reverses_id JOIN store st ON st.id = s.store_id
 WHERE v.kind = 'topup_void'
 GROUP BY s.id, st.code, s.series, s.number, s.topup
HAVING SUM(-v.topup) > s.topup
 LIMIT 100;

-- name: verify.visit
-- right: audit.view
-- private: for who may read the trail
SELECT k.number, a.left_count, CAST(COALESCE(SUM(e.delta), 0) AS BIGINT)
  FROM visit_account a JOIN card k ON k.id = a.card_id
  LEFT JOIN visit_entry e ON e.card_id = a.card_id
 GROUP BY a.card_id, k.number, a.left_count, a.seq
HAVING a.left_count <> COALESCE(SUM(e.delta), 0) OR a.left_count < 0
    OR a.seq <> COALESCE(MAX(e.seq), 0)
 LIMIT 100;

-- name: verify.visit_chain
-- right: audit.view
-- private: for who may read the trail
SELECT k.number, x.after, x.was + x.delta
  FROM (SELECT card_id, after, delta,
	COALESCE(LAG(after) OVER (PARTITION BY card_id ORDER BY seq), 0) AS was
	  FROM visit_entry) x
  JOIN card k ON k.id = x.card_id
  LEFT JOIN visit_account a ON a.card_id = x.card_id
 WHERE x.after <> x.was + x.delta OR a.card_id IS NULL
 LIMIT 100;

-- name: verify.gift
-- right: audit.view
SELECT g.code, g.stock, CAST(COALESCE(SUM(m.qty), 0) AS BIGINT)
  FROM gift g LEFT JOIN gift_move m ON m.gift_id = g.id
 GROUP BY g.id, g.code, g.stock
HAVING g.stock <> COALESCE(SUM(m.qty), 0)
 LIMIT 100;

-- Points and stock moved together (rule P14).
-- name: verify.gift_points
-- right: audit.view
SELECT g.code, m.points, COALESCE(e.points, 0)
  FROM gift_move m JOIN gift g ON g.id = m.gift_id
  LEFT JOIN (SELECT doc_id, CAST(SUM(delta) AS BIGINT) AS points
	  FROM point_entry WHERE op IN ('gift', 'return') GROUP BY doc_id) e ON e.doc_id = m.id
 WHERE (m.op = 'redeem' AND m.points <> -COALESCE(e.points, 0))
    OR (m.op = 'return' AND m.points <> COALESCE(e.points, 0))
 LIMIT 100;

-- ---- what came back (rule R1): never more than was sold

-- name: verify.returned
-- right: audit.view
SELECT st.code, s.series, s.number, l.net, b.net
  FROM (SELECT r.reverses_id AS sale_id, x.of_line AS n, CAST(SUM(-x.qty) AS BIGINT) AS qty,
	CAST(SUM(-x.net) AS BIGINT) AS net, CAST(SUM(-x.gross) AS BIGINT) AS gross
	  FROM sale r JOIN sale_line x ON x.sale_id = r.id AND x.of_line IS NOT NULL
	  JOIN sale o ON o.id = r.reverses_id
	 WHERE NOT (r.kind = 'void' AND o.kind = 'exchange') AND NOT (r.kind = 'exchange' AND EXISTS
	(SELECT 1 FROM sale v WHERE v.reverses_id = r.id AND v.kind = 'void'))
	 GROUP BY r.reverses_id, x.of_line) b
  JOIN sale s ON s.id = b.sale_id JOIN store st ON st.id = s.store_id
  LEFT JOIN sale_line l ON l.sale_id = b.sale_id AND l.n = b.n AND l.of_line IS NULL
 WHERE l.qty IS NULL OR b.qty > l.qty OR b.net > l.net OR b.net < 0 OR b.gross > l.gross
    OR (b.qty = l.qty AND (b.net <> l.net OR b.gross <> l.gross))
 LIMIT 100;

-- A use is a receipt that was neither voided nor came back whole (rule R6).
-- name: verify.coupon
-- right: audit.view
-- private: for who may read the trail
SELECT c.code, c.used, COALESCE(u.n, 0)
  FROM coupon c
  LEFT JOIN (SELECT s.coupon_id AS coupon_id, COUNT(*) AS n FROM sale s
	 WHERE s.coupon_id IS NOT NULL AND s.kind = 'sale'
	   AND NOT EXISTS (SELECT 1 FROM sale v WHERE v.reverses_id = s.id AND v.kind = 'void')
	   AND EXISTS (SELECT 1 FROM sale_line l WHERE l.sale_id = s.id AND l.qty > COALESCE(
		(SELECT SUM(-b.qty) FROM sale r JOIN sale_line b ON b.sale_id = r.id
		  WHERE r.reverses_id = s.id AND b.of_line = l.n
		    AND NOT EXISTS (SELECT 1 FROM sale w
			 WHERE w.reverses_id = r.id AND w.kind = 'void')), 0))
	 GROUP BY s.coupon_id) u ON u.coupon_id = c.id
 WHERE c.used <> COALESCE(u.n, 0)
 LIMIT 100;

-- Tenders by points and by stored value against the ledgers.
-- name: verify.points_paid
-- right: audit.view
SELECT st.code, s.series, s.number, p.points, COALESCE(e.points, 0)
  FROM (SELECT sale_id, CAST(SUM(COALESCE(points, 0)) AS BIGINT) AS points FROM payment
	 WHERE method = 'points' GROUP BY sale_id) p
  JOIN sale s ON s.id = p.sale_id JOIN store st ON st.id = s.store_id
  LEFT JOIN (SELECT doc_id, CAST(SUM(-delta) AS BIGINT) AS points FROM point_entry
	 WHERE op IN ('pay', 'return') GROUP BY doc_id) e ON e.doc_id = s.id
 WHERE p.points <> COALESCE(e.points, 0)
 LIMIT 100;

-- name: verify.value_paid
-- right: audit.view
SELECT st.code, s.series, s.number, p.principal + p.bonus,
	COALESCE(e.principal, 0) + COALESCE(e.bonus, 0)
  FROM (SELECT sale_id, CAST(SUM(amount) AS BIGINT) AS amount,
	CAST(SUM(COALESCE(principal, 0)) AS BIGINT) AS principal,
	CAST(SUM(COALESCE(bonus, 0)) AS BIGINT) AS bonus FROM payment
	 WHERE method = 'value' GROUP BY sale_id) p
  JOIN sale s ON s.id = p.sale_id JOIN store st ON st.id = s.store_id
  LEFT JOIN (SELECT doc_id, CAST(SUM(-principal) AS BIGINT) AS principal,
	CAST(SUM(-bonus) AS BIGINT) AS bonus FROM value_entry GROUP BY doc_id) e
    ON e.doc_id = s.id
 WHERE p.principal <> COALESCE(e.principal, 0) OR p.bonus <> COALESCE(e.bonus, 0)
    OR p.principal + p.bonus <> p.amount
 LIMIT 100;

-- name: verify.last_day
-- right: audit.view
-- private: for who may read the trail
SELECT COALESCE(c.code, '?'), k.last_day, s.day
  FROM cust_sum k
  JOIN (SELECT s.customer_id AS customer_id, MAX(s.day) AS day FROM sale s
	 WHERE s.customer_id IS NOT NULL AND s.kind = 'sale'
	   AND NOT EXISTS (SELECT 1 FROM sale v WHERE v.reverses_id = s.id AND v.kind = 'void')
	 GROUP BY s.customer_id) s ON s.customer_id = k.customer_id
  LEFT JOIN customer c ON c.id = k.customer_id
 WHERE k.last_day <> s.day
 LIMIT 100;

-- A void is its document with the signs turned, once, line by line (rule R5).
-- name: verify.void
-- right: audit.view
SELECT st.code, s.series, s.number, s.total, CAST(-SUM(v.total) AS BIGINT)
  FROM sale v JOIN sale s ON s.id = v.reverses_id JOIN store st ON st.id = s.store_id
  LEFT JOIN (SELECT w.id AS id, COUNT(*) AS lines FROM sale w
	  JOIN sale_line a ON a.sale_id = w.id
	  JOIN sale_line b ON b.sale_id = w.reverses_id AND b.n = a.of_line
	 WHERE w.kind = 'void' AND a.qty = -b.qty AND a.net = -b.net AND a.gross = -b.gross
	 GROUP BY w.id) l ON l.id = v.id
  LEFT JOIN (SELECT sale_id, COUNT(*) AS lines FROM sale_line GROUP BY sale_id) k
    ON k.sale_id = s.id
 WHERE v.kind = 'void'
 GROUP BY s.id, st.code, s.series, s.number, s.total, s.gross, s.rounding, s.earned
HAVING COUNT(*) <> 1 OR -SUM(v.total) <> s.total OR -SUM(v.gross) <> s.gross
    OR -SUM(v.rounding) <> s.rounding OR -SUM(v.earned) <> s.earned
    OR SUM(COALESCE(l.lines, 0)) <> SUM(COALESCE(k.lines, 0))
 LIMIT 100;

-- Rule N3 by store and day, from the kept sums; money for stored value is no revenue.
-- name: verify.store_day
-- right: audit.view
SELECT x.day, COALESCE(st.code, '?'), CAST(SUM(x.due) AS BIGINT), CAST(SUM(x.paid) AS BIGINT)
  FROM (SELECT day, store_id, total + rounding AS due, 0 AS paid FROM day_sum
	UNION ALL
	SELECT day, store_id, topup, 0 FROM sale WHERE topup <> 0
	UNION ALL
	SELECT day, store_id, 0, amount FROM day_tender) x
  LEFT JOIN store st ON st.id = x.store_id
 GROUP BY x.day, x.store_id, st.code
HAVING SUM(x.due) <> SUM(x.paid)
 LIMIT 100;

-- A closed session keeps what was expected: float + movements + cash.
-- name: verify.session
-- right: audit.view
SELECT w.day, t.code, w.expected, w.float + COALESCE(m.amount, 0) + COALESCE(c.cash, 0)
  FROM till_session w JOIN till t ON t.id = w.till_id
  LEFT JOIN (SELECT session_id, CAST(SUM(amount) AS BIGINT) AS amount
	  FROM till_move GROUP BY session_id) m ON m.session_id = w.id
  LEFT JOIN (SELECT s.session_id AS session_id,
	CAST(SUM(COALESCE(p.cash, 0) - s.change) AS BIGINT) AS cash
	  FROM sale s LEFT JOIN (SELECT sale_id, SUM(amount) AS cash FROM payment
		 WHERE method = 'cash' GROUP BY sale_id) p ON p.sale_id = s.id
	 WHERE s.session_id IS NOT NULL GROUP BY s.session_id) c ON c.session_id = w.id
 WHERE w.closed_at IS NOT NULL
   AND (w.expected <> w.float + COALESCE(m.amount, 0) + COALESCE(c.cash, 0)
	OR w.difference <> w.counted - w.expected)
 LIMIT 100;

-- name: verify.category
-- right: audit.view
SELECT x.day, COALESCE(st.code, '?'), CAST(SUM(x.kept) AS BIGINT), CAST(SUM(x.again) AS BIGINT)
  FROM (SELECT day, store_id, category_id, total AS kept, 0 AS again, qty AS q FROM day_category
	UNION ALL
	SELECT s.day, s.store_id, COALESCE(l.category_id, 0), 0, l.net, -l.qty
	  FROM sale s JOIN sale_line l ON l.sale_id = s.id) x
  LEFT JOIN store st ON st.id = x.store_id
 GROUP BY x.day, x.store_id, x.category_id, st.code
HAVING SUM(x.kept) <> SUM(x.again) OR SUM(x.q) <> 0
 LIMIT 100;
