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
	  FROM point_entry WHERE op = 'sale' GROUP BY doc_id) e ON e.doc_id = s.id
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

-- name: verify.series
-- right: audit.view
SELECT st.code, s.series, MAX(s.number), n.next, MAX(s.number) + 1
  FROM sale s JOIN store st ON st.id = s.store_id
  LEFT JOIN number_series n ON n.name = 'receipt:' || st.code || ':' || s.series
 GROUP BY st.code, s.series, n.next
HAVING n.next IS NULL OR n.next <> MAX(s.number) + 1;

-- Prices and quantities are multiplied only while that cannot overflow.
-- name: verify.lines
-- right: audit.view
SELECT st.code, s.series, s.number, s.total, COALESCE(l.net, 0)
  FROM sale s JOIN store st ON st.id = s.store_id
  LEFT JOIN (SELECT sale_id, CAST(SUM(net) AS BIGINT) AS net,
	CAST(SUM(gross) AS BIGINT) AS gross,
	SUM(CASE WHEN net <> gross - off OR receipt_off > off
	      OR (price < 1000000000 AND qty < 1000000000
		AND gross <> (price * qty + 500) / 1000) THEN 1 ELSE 0 END) AS wrong
	  FROM sale_line GROUP BY sale_id) l ON l.sale_id = s.id
 WHERE s.total <> COALESCE(l.net, 0) OR s.gross <> COALESCE(l.gross, 0)
    OR COALESCE(l.wrong, 1) <> 0
 LIMIT 100;

-- name: verify.paid
-- right: audit.view
SELECT st.code, s.series, s.number, s.total + s.rounding, COALESCE(p.paid, 0) - s.change
  FROM sale s JOIN store st ON st.id = s.store_id
  LEFT JOIN (SELECT sale_id, CAST(SUM(amount) AS BIGINT) AS paid
	  FROM payment GROUP BY sale_id) p ON p.sale_id = s.id
 WHERE s.total + s.rounding <> COALESCE(p.paid, 0) - s.change
    OR s.paid <> COALESCE(p.paid, 0)
 LIMIT 100;

-- name: verify.day
-- right: audit.view
SELECT x.day, COALESCE(st.code, '?'), CAST(SUM(x.kept) AS BIGINT), CAST(SUM(x.again) AS BIGINT)
  FROM (SELECT day, store_id, user_id, total AS kept, 0 AS again, tickets AS t, gross AS g,
	rounding AS r, earned AS p, member_tickets AS mt, member_total AS ma FROM day_sum
	UNION ALL
	SELECT day, store_id, COALESCE(user_id, 0), 0, total, -1, -gross, -rounding, -earned,
	CASE WHEN holder_id IS NULL THEN 0 ELSE -1 END,
	CASE WHEN holder_id IS NULL THEN 0 ELSE -total END FROM sale) x
  LEFT JOIN store st ON st.id = x.store_id
 GROUP BY x.day, x.store_id, x.user_id, st.code
HAVING SUM(x.kept) <> SUM(x.again) OR SUM(x.t) <> 0 OR SUM(x.g) <> 0 OR SUM(x.r) <> 0
    OR SUM(x.p) <> 0 OR SUM(x.mt) <> 0 OR SUM(x.ma) <> 0
 LIMIT 100;

-- name: verify.tender
-- right: audit.view
SELECT x.day, COALESCE(st.code, '?'), CAST(SUM(x.kept) AS BIGINT), CAST(SUM(x.again) AS BIGINT)
  FROM (SELECT day, store_id, method, amount AS kept, 0 AS again FROM day_tender
	UNION ALL
	SELECT s.day, s.store_id, p.method, 0, p.amount
	  FROM payment p JOIN sale s ON s.id = p.sale_id
	UNION ALL
	SELECT day, store_id, 'cash', 0, -change FROM sale WHERE change <> 0) x
  LEFT JOIN store st ON st.id = x.store_id
 GROUP BY x.day, x.store_id, x.method, st.code
HAVING SUM(x.kept) <> SUM(x.again)
 LIMIT 100;

-- name: verify.given
-- right: audit.view
SELECT x.day, COALESCE(st.code, '-'), CAST(SUM(x.kept) AS BIGINT), CAST(SUM(x.again) AS BIGINT)
  FROM (SELECT day, store_id, points_given - points_used AS kept, 0 AS again,
	points_used AS u FROM day_member
	UNION ALL
	SELECT day, COALESCE(store_id, 0), 0, delta,
	CASE WHEN delta < 0 THEN delta ELSE 0 END
	  FROM point_entry WHERE op <> 'expire') x
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
	SELECT customer_id, 0, total, -1 FROM sale WHERE customer_id IS NOT NULL) x
  LEFT JOIN customer c ON c.id = x.customer_id
 GROUP BY x.customer_id, c.code
HAVING SUM(x.kept) <> SUM(x.again) OR SUM(x.n) <> 0
 LIMIT 100;
