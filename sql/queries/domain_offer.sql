-- Quotations and orders: heads, lines, states, deliveries, issued texts. MISSION B4, D4; rule C3.
-- Tables: sql/schema/0009_offer.sql; src/domain/offer*.c, quote.c, order*.c.

-- name: offer.quotation
-- right: -
SELECT q.id, q.version, q.number, q.state, q.day, q.valid_until, q.discount, q.discount_percent,
	q.gross, q.off, q.total, q.priced_day, q.order_id, q.template_id, c.code, s.code, q.answered_at
  FROM @quotation q JOIN @customer c ON c.id = q.customer_id LEFT JOIN store s ON s.id = q.store_id
 WHERE q.number IN ($code, $upper, $lower)
 ORDER BY CASE WHEN q.number = $code THEN 0 ELSE 1 END, q.id LIMIT 1;

-- name: offer.order
-- right: -
SELECT o.id, o.version, o.number, o.state, o.day, o.due_day, o.discount, o.discount_percent,
	o.gross, o.off, o.total, o.priced_day, o.quotation_id, o.template_id, c.code, s.code, o.sold
  FROM @order o JOIN @customer c ON c.id = o.customer_id LEFT JOIN store s ON s.id = o.store_id
 WHERE o.number IN ($code, $upper, $lower)
 ORDER BY CASE WHEN o.number = $code THEN 0 ELSE 1 END, o.id LIMIT 1;

-- name: offer.quotation_lines
-- right: -
-- private: src/domain/offer.c has read the head as the actor
SELECT n, product_id, category_id, code, name, unit, qty, ask_price, ask_off, ask_bp,
	list_price, price, gross, off, net, why, 0, 0,
	(SELECT p.code FROM product p WHERE p.id = product_id AND p.deleted = 0)
  FROM quotation_line WHERE quotation_id = $id ORDER BY n;

-- name: offer.order_lines
-- right: -
-- private: src/domain/offer.c has read the head as the actor
SELECT n, product_id, category_id, code, name, unit, qty, ask_price, ask_off, ask_bp,
	list_price, price, gross, off, net, why, delivered, sold,
	(SELECT p.code FROM product p WHERE p.id = product_id AND p.deleted = 0)
  FROM order_line WHERE order_id = $id ORDER BY n;

-- name: offer.quotation_line_drop
-- right: quotation.edit
DELETE FROM quotation_line WHERE quotation_id = $id;

-- name: offer.order_line_drop
-- right: order.edit
DELETE FROM order_line WHERE order_id = $id;

-- name: offer.quotation_line_add
-- right: quotation.edit
INSERT INTO quotation_line (quotation_id, n, product_id, category_id, code, name, unit, qty,
	ask_price, ask_off, ask_bp, list_price, price, gross, off, net, why)
VALUES ($id, $n, $product, $category, $code, $name, $unit, $qty,
	$ask_price, $ask_off, $ask_bp, $list_price, $price, $gross, $off, $net, $why);

-- name: offer.order_line_add
-- right: order.edit
INSERT INTO order_line (order_id, n, product_id, category_id, code, name, unit, qty,
	ask_price, ask_off, ask_bp, list_price, price, gross, off, net, why)
VALUES ($id, $n, $product, $category, $code, $name, $unit, $qty,
	$ask_price, $ask_off, $ask_bp, $list_price, $price, $gross, $off, $net, $why);

-- name: offer.quotation_sums
-- right: quotation.edit
-- private: src/domain/offer.c has read the head as the actor
UPDATE quotation SET lines = $lines, gross = $gross, off = $off, total = $total,
	priced_day = $day, version = version + $step, changed_at = $at, changed_by = $user
 WHERE id = $id AND state = 'draft';

-- name: offer.order_sums
-- right: order.edit
-- private: src/domain/offer.c has read the head as the actor
UPDATE sales_order SET lines = $lines, gross = $gross, off = $off, total = $total,
	priced_day = $day, version = version + $step, changed_at = $at, changed_by = $user
 WHERE id = $id AND state = 'draft';

-- name: offer.quotation_state
-- right: quotation.edit
-- private: src/domain/offer.c has read the head as the actor
UPDATE quotation SET state = $to, reason = coalesce($reason, reason),
	issued_at = CASE WHEN $to = 'issued' THEN $at ELSE issued_at END,
	answered_at = CASE WHEN $to IN ('accepted', 'declined') THEN $at ELSE answered_at END,
	order_id = coalesce($order, order_id),
	version = version + 1, changed_at = $at, changed_by = $user
 WHERE id = $id AND state = $from;

-- name: offer.order_state
-- right: order.edit
-- private: src/domain/offer.c has read the head as the actor
UPDATE sales_order SET state = $to, reason = coalesce($reason, reason),
	issued_at = CASE WHEN $to = 'confirmed' THEN $at ELSE issued_at END,
	version = version + 1, changed_at = $at, changed_by = $user
 WHERE id = $id AND state = $from;

-- name: offer.order_from
-- right: order.add
-- private: src/domain/quote.c made the order in this transaction
UPDATE sales_order SET quotation_id = $quotation WHERE id = $id AND quotation_id IS NULL;

-- name: offer.quotation_copy_of
-- right: quotation.add
-- private: src/domain/quote.c made the copy in this transaction
UPDATE quotation SET copy_of_id = $quotation WHERE id = $id;

-- name: offer.number_of_order
-- right: -
SELECT number FROM @order WHERE id = $id;

-- ---- deliveries and sales of an order's lines

-- name: order.deliver
-- right: order.edit
UPDATE order_line SET delivered = delivered + $qty
 WHERE order_id = $id AND n = $n AND delivered + $qty <= qty;

-- name: order.sell
-- right: sale.add
UPDATE order_line SET sold = sold + $qty WHERE order_id = $id AND n = $n AND sold + $qty <= qty;

-- name: order.add_sold
-- right: sale.add
-- private: src/domain/order_sale.c has read the head as the actor
UPDATE sales_order SET sold = sold + $net, version = version + 1, changed_at = $at, changed_by = $user
 WHERE id = $id;

-- name: order.next_move
-- right: -
SELECT coalesce(max(seq), 0) + 1 FROM order_move WHERE order_id = $id;

-- name: order.move_add
-- right: order.edit
INSERT INTO order_move (order_id, seq, op, n, qty, at, day, user_id, sale_id, net, note)
VALUES ($id, $seq, $op, $n, $qty, $at, $day, $user, $sale, $net, $note);

-- name: order.moves
-- right: -
SELECT m.op, m.n, m.qty, m.at, m.day, m.net, m.note, u.code, m.sale_id
  FROM order_move m LEFT JOIN app_user u ON u.id = m.user_id WHERE m.order_id = $id ORDER BY m.seq;

-- name: order.left
-- right: -
SELECT coalesce(sum(CASE WHEN delivered < qty THEN 1 ELSE 0 END), 0),
	coalesce(sum(CASE WHEN delivered > 0 THEN 1 ELSE 0 END), 0),
	coalesce(sum(CASE WHEN sold < qty THEN 1 ELSE 0 END), 0)
  FROM order_line WHERE order_id = $id;

-- name: order.overdue
-- right: order.view
SELECT o.id, o.number, c.name, o.due_day, o.total, o.state
  FROM @order o JOIN @customer c ON c.id = o.customer_id
 WHERE o.state IN ('confirmed', 'delivering') AND o.due_day < $today
   AND (o.due_day > $after_day OR (o.due_day = $after_day AND o.id > $after_id))
 ORDER BY o.due_day, o.id LIMIT $limit;

-- ---- texts as they went out

-- name: offer.issue_add
-- right: -
INSERT INTO doc_issue (entity, row_id, seq, at, day, user_id, template, lang, body, hash)
VALUES ($entity, $id, (SELECT coalesce(max(seq), 0) + 1 FROM doc_issue
	WHERE entity = $entity AND row_id = $id), $at, $day, $user, $template, $lang, $body, $hash);

-- name: offer.issue_last
-- right: -
SELECT body, hash, template, at FROM doc_issue
 WHERE entity = $entity AND row_id = $id ORDER BY seq DESC LIMIT 1;

-- Those of an erased person are empty (rule S7).
-- name: offer.issues
-- right: -
-- private: only whether the customer was erased
SELECT i.entity, i.row_id, i.seq, i.body, i.hash FROM doc_issue i
 WHERE NOT (i.body = '' AND (EXISTS (SELECT 1 FROM quotation q
	JOIN erasure x ON x.customer_id = q.customer_id
	 WHERE i.entity = 'quotation' AND q.id = i.row_id)
	OR EXISTS (SELECT 1 FROM sales_order o JOIN erasure x ON x.customer_id = o.customer_id
	 WHERE i.entity = 'order' AND o.id = i.row_id)))
 ORDER BY i.entity, i.row_id, i.seq;

-- ---- templates

-- name: offer.template
-- right: -
SELECT id, code, lang, body FROM doc_template
 WHERE id = $id AND deleted = 0;

-- The active one of a kind in a language; any language when there is none.
-- name: offer.template_for
-- right: -
SELECT id, code, lang, body FROM doc_template
 WHERE kind = $kind AND active = 1 AND deleted = 0
 ORDER BY CASE WHEN lang = $lang THEN 0 ELSE 1 END, code LIMIT 1;

-- name: offer.template_has
-- right: -
SELECT count(*) FROM doc_template WHERE code = $code AND deleted = 0;

-- name: offer.templates
-- right: -
SELECT code, kind, body FROM doc_template WHERE deleted = 0 ORDER BY code;

-- ---- what must hold (src/domain/verify.c): name, the kept figure, the one derived again

-- name: verify.quotation
-- right: audit.view
-- private: for who may read the trail
SELECT q.number, q.total, CAST(COALESCE(SUM(l.net), 0) AS BIGINT)
  FROM quotation q LEFT JOIN quotation_line l ON l.quotation_id = q.id
 WHERE q.deleted = 0 GROUP BY q.id, q.number, q.total
HAVING q.total <> COALESCE(SUM(l.net), 0) LIMIT 100;

-- name: verify.order
-- right: audit.view
-- private: for who may read the trail
SELECT o.number, o.total, CAST(COALESCE(SUM(l.net), 0) AS BIGINT)
  FROM sales_order o LEFT JOIN order_line l ON l.order_id = o.id
 WHERE o.deleted = 0 GROUP BY o.id, o.number, o.total
HAVING o.total <> COALESCE(SUM(l.net), 0) LIMIT 100;

-- name: verify.order_moves
-- right: audit.view
-- private: for who may read the trail
SELECT x.number, x.kept, x.again FROM (
	SELECT o.number AS number, l.delivered + l.sold AS kept,
		(SELECT CAST(COALESCE(SUM(m.qty), 0) AS BIGINT) FROM order_move m
		  WHERE m.order_id = l.order_id AND m.n = l.n) AS again
	  FROM order_line l JOIN sales_order o ON o.id = l.order_id) x
 WHERE x.kept <> x.again LIMIT 100;

-- name: verify.order_sold
-- right: audit.view
-- private: for who may read the trail
SELECT x.number, x.sold, x.again FROM (
	SELECT o.number AS number, o.sold AS sold,
		(SELECT CAST(COALESCE(SUM(m.net), 0) AS BIGINT) FROM order_move m
		  WHERE m.order_id = o.id AND m.op = 'sale') AS again
	  FROM sales_order o) x
 WHERE x.sold <> x.again LIMIT 100;
