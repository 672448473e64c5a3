-- Sales. Rules D1-D5, N1-N3, R5; PERFORMANCE.md "What a sale costs".
-- Tables: sql/schema/0003_ledger.sql.

-- As typed or scanned first: an index and nothing else; a sale asks once a line.
-- name: price.product_code
-- right: -
SELECT id, code, name, unit, price, category_id, no_points, no_discount, active
  FROM product WHERE code = $code AND deleted = 0;

-- name: price.product_barcode
-- right: -
SELECT id, code, name, unit, price, category_id, no_points, no_discount, active
  FROM product WHERE barcode = $code AND deleted = 0;

-- Then in any case.
-- name: price.product
-- right: -
SELECT id, code, name, unit, price, category_id, no_points, no_discount, active
  FROM product WHERE code IN ($upper, $lower) AND deleted = 0 ORDER BY id LIMIT 1;

-- name: sale.store
-- right: -
SELECT id, code, closed FROM store WHERE code IN ($code, $upper, $lower) AND deleted = 0
 ORDER BY CASE WHEN code = $code THEN 0 ELSE 1 END, id LIMIT 1;

-- name: sale.stores
-- right: -
SELECT id, code, closed FROM store WHERE deleted = 0 AND kind = 'shop' ORDER BY id LIMIT 2;

-- name: sale.add
-- right: sale.add
INSERT INTO sale (id, store_id, till_id, series, number, kind, at, day, user_id,
	customer_id, card_id, holder_id, level_id, discount, gross, total, rounding,
	paid, change, earn_base, earned, points_after, why, reverses_id, topup,
	session_id, salesperson_id, coupon_id, approver_id, reason)
VALUES ($id, $store, $till, $series, $number, $kind, $at, $day, $user,
	$customer, $card, $holder, $level, $discount, $gross, $total, $rounding,
	$paid, $change, $base, $earned, $after, $why, $reverses, $topup,
	$session, $salesperson, $coupon, $approver, $reason);

-- name: sale.add_line
-- right: sale.add
INSERT INTO sale_line (sale_id, n, product_id, category_id, code, name, unit, qty,
	list_price, price, gross, off, receipt_off, net, no_points, why, of_line, discount_why)
VALUES ($sale, $n, $product, $category, $code, $name, $unit, $qty,
	$list, $price, $gross, $off, $receipt_off, $net, $no_points, $why, $of_line, $whys);

-- name: sale.add_payment
-- right: sale.add
INSERT INTO payment (sale_id, n, method, amount, points, card_id, principal, bonus)
VALUES ($sale, $n, $method, $amount, $points, $card, $principal, $bonus);

-- name: sale.add_day
-- right: sale.add
INSERT INTO day_sum (day, store_id, user_id, hour, tickets, gross, total, rounding,
	member_tickets, member_total, earned)
VALUES ($day, $store, $user, $hour, $tickets, $gross, $total, $rounding,
	$members, $member_total, $earned)
ON CONFLICT (day, store_id, user_id, hour) DO UPDATE SET
	tickets = day_sum.tickets + excluded.tickets,
	gross = day_sum.gross + excluded.gross,
	total = day_sum.total + excluded.total,
	rounding = day_sum.rounding + excluded.rounding,
	member_tickets = day_sum.member_tickets + excluded.member_tickets,
	member_total = day_sum.member_total + excluded.member_total,
	earned = day_sum.earned + excluded.earned;

-- name: sale.add_category
-- right: sale.add
INSERT INTO day_category (day, store_id, category_id, qty, total)
VALUES ($day, $store, $category, $qty, $total)
ON CONFLICT (day, store_id, category_id) DO UPDATE SET
	qty = day_category.qty + excluded.qty, total = day_category.total + excluded.total;

-- amount: what stays in the till, change taken off (rule N3).
-- name: sale.add_tender
-- right: sale.add
INSERT INTO day_tender (day, store_id, method, amount, count)
VALUES ($day, $store, $method, $amount, 1)
ON CONFLICT (day, store_id, method) DO UPDATE SET
	amount = day_tender.amount + excluded.amount, count = day_tender.count + 1;

-- A return lowers what was spent and is no purchase: the days stay (rule R3).
-- name: sale.add_customer
-- right: sale.add
INSERT INTO cust_sum (customer_id, spent, sales, first_day, last_day)
VALUES ($customer, $total, $sales, $day, $day)
ON CONFLICT (customer_id) DO UPDATE SET spent = cust_sum.spent + excluded.spent,
	sales = cust_sum.sales + excluded.sales,
	first_day = CASE WHEN excluded.sales > 0 AND excluded.first_day < cust_sum.first_day
	    THEN excluded.first_day ELSE cust_sum.first_day END,
	last_day = CASE WHEN excluded.sales > 0 AND excluded.last_day > cust_sum.last_day
	    THEN excluded.last_day ELSE cust_sum.last_day END;

-- Who was here today already: the list of those who have not come for long stays as it is.
-- name: sale.add_customer_again
-- right: sale.add
UPDATE cust_sum SET spent = spent + $total, sales = sales + $sales
 WHERE customer_id = $customer AND last_day = $day;

-- name: sale.head
-- right: -
-- private: a receipt shows its member only as member.by_customer allows
SELECT s.id, s.kind, s.at, s.customer_id, s.holder_id, s.discount, s.gross, s.total,
	s.rounding, s.paid, s.change, s.earn_base, s.earned, s.points_after, s.why,
	st.code, st.name, st.address, st.phone, u.code, u.name, l.code, k.number, t.code,
	l.name, s.topup, s.reason, cp.code, ap.code, ap.name, sp.code, sp.name
  FROM sale s JOIN store st ON st.id = s.store_id
  LEFT JOIN app_user u ON u.id = s.user_id
  LEFT JOIN level l ON l.id = s.level_id
  LEFT JOIN card k ON k.id = s.card_id
  LEFT JOIN till t ON t.id = s.till_id
  LEFT JOIN coupon cp ON cp.id = s.coupon_id
  LEFT JOIN app_user ap ON ap.id = s.approver_id
  LEFT JOIN app_user sp ON sp.id = s.salesperson_id
 WHERE s.store_id IN (SELECT id FROM store WHERE code = $store)
   AND s.series = $series AND s.number = $number;

-- name: sale.lines
-- right: -
SELECT code, name, unit, qty, list_price, price, gross, off, receipt_off, net, no_points,
	why, product_id, category_id, discount_why
  FROM sale_line WHERE sale_id = $sale ORDER BY n;

-- name: sale.payments
-- right: -
-- private: a card stands on its receipt as it is (rule S2)
SELECT p.method, p.amount, p.points, p.card_id, p.principal, p.bonus, k.number
  FROM payment p LEFT JOIN card k ON k.id = p.card_id
 WHERE p.sale_id = $sale ORDER BY p.n;

-- name: sale.recent
-- right: -
SELECT st.code, s.series, s.number, s.at, s.total + s.rounding, s.earned
  FROM sale s JOIN store st ON st.id = s.store_id
 WHERE s.customer_id = $customer
   AND EXISTS (SELECT 1 FROM @customer v WHERE v.id = $customer)
 ORDER BY s.at DESC, s.id DESC LIMIT $limit;
