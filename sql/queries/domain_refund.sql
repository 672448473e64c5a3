-- Returns, exchanges, voids, members attached late. Rules R1-R6, P3, P13, V1.
-- Tables: sql/schema/0003_ledger.sql, 0004_rules.sql.

-- name: refund.head
-- right: -
-- private: a receipt in hand may come back; of its member only ids are read
SELECT s.id, s.kind, s.at, s.day, s.store_id, s.customer_id, s.card_id, s.holder_id,
	s.level_id, s.total, s.rounding, s.earn_base, s.earned, s.why, s.coupon_id,
	s.salesperson_id, s.reverses_id, st.closed, s.till_id, s.gross,
	(SELECT v.number FROM sale v WHERE v.reverses_id = s.id AND v.kind = 'void'),
	l.points_multiplier, s.change
  FROM sale s JOIN store st ON st.id = s.store_id
  LEFT JOIN level l ON l.id = s.level_id
 WHERE s.store_id IN (SELECT id FROM store WHERE code = $store)
   AND s.series = $series AND s.number = $number;

-- What was sold, and what came back of each line since. An exchange that was voided brought
-- nothing back.
-- name: refund.lines
-- right: -
SELECT l.n, l.product_id, l.category_id, l.code, l.name, l.unit, l.qty, l.list_price, l.price,
	l.gross, l.receipt_off, l.net, l.no_points,
	CAST(COALESCE(SUM(-b.qty), 0) AS BIGINT), CAST(COALESCE(SUM(-b.gross), 0) AS BIGINT),
	CAST(COALESCE(SUM(-b.receipt_off), 0) AS BIGINT), CAST(COALESCE(SUM(-b.net), 0) AS BIGINT)
  FROM sale_line l
  LEFT JOIN sale r ON r.reverses_id = l.sale_id
   AND NOT EXISTS (SELECT 1 FROM sale v WHERE v.reverses_id = r.id AND v.kind = 'void')
  LEFT JOIN sale_line b ON b.sale_id = r.id AND b.of_line = l.n
 WHERE l.sale_id = $sale AND l.of_line IS NULL
 GROUP BY l.n, l.product_id, l.category_id, l.code, l.name, l.unit, l.qty, l.list_price, l.price,
	l.gross, l.receipt_off, l.net, l.no_points
 ORDER BY l.n;

-- name: refund.paid
-- right: -
SELECT p.method, p.card_id, k.number,
	CAST(SUM(p.amount) AS BIGINT), CAST(SUM(COALESCE(p.points, 0)) AS BIGINT),
	CAST(SUM(COALESCE(p.principal, 0)) AS BIGINT), CAST(SUM(COALESCE(p.bonus, 0)) AS BIGINT)
  FROM payment p LEFT JOIN card k ON k.id = p.card_id
 WHERE p.sale_id = $sale AND p.amount > 0
 GROUP BY p.method, p.card_id, k.number ORDER BY MIN(p.n);

-- Negative rows went back to a tender; in a return a positive one was paid out in cash instead.
-- name: refund.back
-- right: -
SELECT r.kind, p.method, p.card_id,
	CAST(SUM(CASE WHEN p.amount < 0 THEN -p.amount ELSE 0 END) AS BIGINT),
	CAST(SUM(CASE WHEN p.amount < 0 THEN -COALESCE(p.points, 0) ELSE 0 END) AS BIGINT),
	CAST(SUM(CASE WHEN p.amount < 0 THEN -COALESCE(p.principal, 0) ELSE 0 END) AS BIGINT),
	CAST(SUM(CASE WHEN p.amount < 0 THEN -COALESCE(p.bonus, 0) ELSE 0 END) AS BIGINT),
	CAST(SUM(CASE WHEN p.amount > 0 THEN p.amount ELSE 0 END) AS BIGINT)
  FROM sale r JOIN payment p ON p.sale_id = r.id
 WHERE r.reverses_id = $sale
   AND NOT EXISTS (SELECT 1 FROM sale v WHERE v.reverses_id = r.id AND v.kind = 'void')
 GROUP BY r.kind, p.method, p.card_id;

-- name: refund.back_net
-- right: -
SELECT CAST(COALESCE(SUM(-l.net), 0) AS BIGINT)
  FROM sale r JOIN sale_line l ON l.sale_id = r.id AND l.of_line IS NOT NULL
 WHERE r.reverses_id = $sale
   AND NOT EXISTS (SELECT 1 FROM sale v WHERE v.reverses_id = r.id AND v.kind = 'void');

-- The card that a card became; its customer.
-- name: refund.card
-- right: -
-- private: only ids
SELECT k.customer_id, k.status, n.id, k.number FROM card k LEFT JOIN card n ON n.number = k.replaced_by
 WHERE k.id = $card;

-- Points that a document drew, last drawn first. Was the holder merged meanwhile and the merge taken
-- back late, then the lines of its old receipts stayed with the other (rule P15).
-- name: refund.draws
-- right: -
SELECT d.amount, l.expires_day
  FROM point_entry e
  JOIN point_draw d ON d.holder_id = e.holder_id AND d.seq = e.seq
  JOIN point_lot l ON l.holder_id = d.holder_id AND l.lot = d.lot
 WHERE e.holder_id IN (SELECT $holder UNION ALL SELECT m.into_id FROM customer_merge m
	 WHERE m.from_id = $holder UNION ALL SELECT n.into_id FROM customer_merge m
	  JOIN customer_merge n ON n.from_id = m.into_id WHERE m.from_id = $holder) AND e.doc_id = $doc AND e.delta < 0
   AND e.op NOT IN ('refund', 'expire')
 ORDER BY e.seq DESC, l.expires_day DESC NULLS FIRST, d.lot DESC;

-- name: refund.returned
-- right: -
SELECT CAST(COALESCE((SELECT SUM(e.delta) FROM sale r
	  JOIN point_entry e ON e.holder_id IN (SELECT $holder UNION ALL SELECT m.into_id FROM customer_merge m
	 WHERE m.from_id = $holder UNION ALL SELECT n.into_id FROM customer_merge m
	  JOIN customer_merge n ON n.from_id = m.into_id WHERE m.from_id = $holder) AND e.doc_id = r.id AND e.op = 'return'
	 WHERE r.reverses_id = s.id
	   AND NOT EXISTS (SELECT 1 FROM sale v WHERE v.reverses_id = r.id AND v.kind = 'void')), 0) AS BIGINT),
	CASE WHEN s.kind = 'exchange' THEN s.reverses_id END
  FROM sale s WHERE s.id = $doc;

-- The plus: by the document, not through all entries of the holder.
-- name: refund.earned_lot
-- right: -
SELECT seq FROM point_entry
 WHERE +holder_id = $holder AND doc_id = $doc AND delta > 0 AND op IN ('sale', 'attach')
 ORDER BY seq LIMIT 1;

-- name: refund.coupon
-- right: sale.delete
UPDATE coupon SET used = used - 1 WHERE id = $coupon AND used > 0;

-- name: refund.birthday
-- right: sale.delete
DELETE FROM birthday_bonus WHERE customer_id = $customer AND doc_id = $doc;

-- A void is no purchase: the last one counts again.
-- name: refund.last_day
-- right: sale.delete
UPDATE cust_sum SET last_day = COALESCE((SELECT MAX(s.day) FROM sale s
	 WHERE s.customer_id = $customer AND s.kind = 'sale'
	   AND NOT EXISTS (SELECT 1 FROM sale v WHERE v.reverses_id = s.id AND v.kind = 'void')),
	last_day)
 WHERE customer_id = $customer;

-- name: attach.level
-- right: -
SELECT v.from_id, l.code, l.name, l.points_multiplier
  FROM level_move v LEFT JOIN level l ON l.id = v.from_id
 WHERE v.customer_id = $customer AND v.at > $at ORDER BY v.id LIMIT 1;

-- Once: only while nobody is there (rule P13).
-- name: attach.sale
-- right: sale.add
UPDATE sale SET customer_id = $customer, card_id = $card, holder_id = $holder, level_id = $level,
	earned = $earned, points_after = $after, why = $why
 WHERE id = $sale AND holder_id IS NULL;

-- The day of the sale knows its member now; its money stays.
-- name: attach.day
-- right: sale.add
UPDATE day_sum SET member_tickets = member_tickets + 1, member_total = member_total + $total,
	earned = earned + $earned
 WHERE day = $day AND store_id = $store AND hour = $hour
   AND user_id = (SELECT COALESCE(user_id, 0) FROM sale WHERE id = $sale);

-- name: refund.session
-- right: -
SELECT id FROM till_session WHERE till_id = $till AND closed_at IS NULL;

-- ---- the void of an exchange: what it wrote, to be written the other way round

-- name: void.lines
-- right: -
SELECT n, product_id, category_id, code, name, unit, qty, list_price, price, gross, receipt_off,
	net, no_points
  FROM sale_line WHERE sale_id = $sale ORDER BY n;

-- What each tender gave or got.
-- name: void.tenders
-- right: -
SELECT p.method, p.card_id, k.number,
	CAST(SUM(p.amount) AS BIGINT), CAST(SUM(COALESCE(p.points, 0)) AS BIGINT),
	CAST(SUM(COALESCE(p.principal, 0)) AS BIGINT), CAST(SUM(COALESCE(p.bonus, 0)) AS BIGINT)
  FROM payment p LEFT JOIN card k ON k.id = p.card_id
 WHERE p.sale_id = $sale
 GROUP BY p.method, p.card_id, k.number ORDER BY MIN(p.n);

-- name: void.receipt
-- right: -
SELECT st.code, s.series, s.number FROM sale x
  JOIN sale s ON s.id = x.reverses_id JOIN store st ON st.id = s.store_id
 WHERE x.id = $sale;

-- Something that came back later of the same receipt was counted from what the exchange left.
-- name: void.later
-- right: -
SELECT COUNT(*) FROM sale r JOIN sale x ON x.id = $sale
 WHERE r.reverses_id = x.reverses_id AND r.id <> x.id
   AND ((r.store_id = x.store_id AND r.number > x.number)
	OR (r.store_id <> x.store_id AND r.at >= x.at))
   AND NOT EXISTS (SELECT 1 FROM sale v WHERE v.reverses_id = r.id AND v.kind = 'void');

-- name: void.taken
-- right: -
SELECT CAST(COALESCE(SUM(-delta), 0) AS BIGINT) FROM point_entry
 WHERE holder_id IN (SELECT $holder UNION ALL SELECT m.into_id FROM customer_merge m
	 WHERE m.from_id = $holder UNION ALL SELECT n.into_id FROM customer_merge m
	  JOIN customer_merge n ON n.from_id = m.into_id WHERE m.from_id = $holder) AND doc_id = $doc AND op = 'refund';

-- name: void.taken_from
-- right: -
SELECT d.amount, l.expires_day
  FROM point_entry e
  JOIN point_draw d ON d.holder_id = e.holder_id AND d.seq = e.seq
  JOIN point_lot l ON l.holder_id = d.holder_id AND l.lot = d.lot
 WHERE e.holder_id IN (SELECT $holder UNION ALL SELECT m.into_id FROM customer_merge m
	 WHERE m.from_id = $holder UNION ALL SELECT n.into_id FROM customer_merge m
	  JOIN customer_merge n ON n.from_id = m.into_id WHERE m.from_id = $holder) AND e.doc_id = $doc AND e.op = 'refund' AND e.delta < 0
 ORDER BY e.seq DESC, l.expires_day DESC NULLS FIRST, d.lot DESC;

-- name: void.lot_day
-- right: -
SELECT COALESCE(l.expires_day, 0) FROM point_entry e
  JOIN point_lot l ON l.holder_id = e.holder_id AND l.lot = e.seq
 WHERE e.holder_id IN (SELECT $holder UNION ALL SELECT m.into_id FROM customer_merge m
	 WHERE m.from_id = $holder UNION ALL SELECT n.into_id FROM customer_merge m
	  JOIN customer_merge n ON n.from_id = m.into_id WHERE m.from_id = $holder) AND e.doc_id = $doc AND e.delta > 0 AND e.op IN ('sale', 'attach')
 ORDER BY e.seq LIMIT 1;

-- Points that the document gave back, and the first lot they made.
-- name: void.given
-- right: -
SELECT CAST(COALESCE(SUM(delta), 0) AS BIGINT) FROM point_entry
 WHERE holder_id IN (SELECT $holder UNION ALL SELECT m.into_id FROM customer_merge m
	 WHERE m.from_id = $holder UNION ALL SELECT n.into_id FROM customer_merge m
	  JOIN customer_merge n ON n.from_id = m.into_id WHERE m.from_id = $holder) AND doc_id = $doc AND op = 'return';

-- The plus: by the document, not through all entries of the holder.
-- name: void.given_lot
-- right: -
SELECT seq FROM point_entry
 WHERE +holder_id = $holder AND doc_id = $doc AND op = 'return' ORDER BY seq LIMIT 1;

-- The receipt's bonus of the birthday holds again, unless there was another since.
-- name: void.birthday
-- right: sale.add
INSERT INTO birthday_bonus (customer_id, day, doc_id) VALUES ($customer, $day, $doc)
ON CONFLICT (customer_id) DO NOTHING;
