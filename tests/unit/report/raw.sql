-- What reports must give, computed another way: from the raw rows, without the kept sums. Read by
-- test_reports.c: after "-- check:" the report and its parameters, after "-- columns:" which of its
-- columns are compared, in the report's order of rows. The demo shop of 21 November 2026, with the
-- returns, voids, top-ups and till sessions that the test adds.

-- check: sales-by-day from=2026-10-01 to=2026-11-21
-- columns: day tickets sales members discount
SELECT day, SUM(CASE kind WHEN 'sale' THEN 1 WHEN 'void' THEN -1 ELSE 0 END), SUM(total),
       SUM(CASE WHEN customer_id IS NOT NULL OR card_id IS NOT NULL THEN total ELSE 0 END), SUM(gross - total)
  FROM sale WHERE day BETWEEN 20261001 AND 20261121 AND kind IN ('sale', 'refund', 'exchange', 'void')
 GROUP BY day ORDER BY day;

-- check: sales-by-day from=2026-11-01 to=2026-11-21 store=S2
-- columns: day sales
SELECT s.day, SUM(s.total) FROM sale s JOIN store t ON t.id = s.store_id AND t.code = 'S2'
 WHERE s.day BETWEEN 20261101 AND 20261121 AND s.kind IN ('sale', 'refund', 'exchange', 'void')
 GROUP BY s.day ORDER BY s.day;

-- check: sales-by-month from=2026-01-01 to=2026-11-21
-- columns: month tickets sales members
SELECT day / 100, SUM(CASE kind WHEN 'sale' THEN 1 WHEN 'void' THEN -1 ELSE 0 END), SUM(total),
       SUM(CASE WHEN customer_id IS NOT NULL OR card_id IS NOT NULL THEN total ELSE 0 END)
  FROM sale WHERE day BETWEEN 20260101 AND 20261121 AND kind IN ('sale', 'refund', 'exchange', 'void')
 GROUP BY day / 100 ORDER BY 1;

-- check: sales-by-store from=2026-11-01 to=2026-11-21
-- columns: store sales
SELECT t.code, SUM(s.total) FROM sale s JOIN store t ON t.id = s.store_id
 WHERE s.day BETWEEN 20261101 AND 20261121 AND s.kind IN ('sale', 'refund', 'exchange', 'void')
 GROUP BY t.code ORDER BY 2 DESC, 1;

-- check: sales-by-store from=2026-01-01 to=2026-11-21 kind=dealer
-- columns: store tickets sales
SELECT t.code, SUM(CASE s.kind WHEN 'sale' THEN 1 WHEN 'void' THEN -1 ELSE 0 END), SUM(s.total)
  FROM sale s JOIN store t ON t.id = s.store_id AND t.kind = 'dealer'
 WHERE s.day BETWEEN 20260101 AND 20261121 AND s.kind IN ('sale', 'refund', 'exchange', 'void')
 GROUP BY t.code ORDER BY 3 DESC, 1;

-- check: sales-by-region from=2026-11-01 to=2026-11-21
-- columns: region sales
SELECT r.name, SUM(s.total) FROM sale s JOIN store t ON t.id = s.store_id JOIN region r ON r.id = t.region_id
 WHERE s.day BETWEEN 20261101 AND 20261121 AND s.kind IN ('sale', 'refund', 'exchange', 'void')
 GROUP BY r.name ORDER BY 2 DESC, 1;

-- Another way to the weekday and hour: SQLite's own calendar, in the zone of the shop.
-- check: sales-by-hour from=2026-03-05 to=2026-11-19
-- columns: weekday hour sales
SELECT (CAST(strftime('%w', s.at / 1000 + 25200, 'unixepoch') AS INTEGER) + 6) % 7 + 1,
       CAST(strftime('%H', s.at / 1000 + 25200, 'unixepoch') AS INTEGER), SUM(s.total)
  FROM sale s WHERE s.day BETWEEN 20260305 AND 20261119 AND s.kind IN ('sale', 'refund', 'exchange', 'void')
 GROUP BY 1, 2 ORDER BY 1, 2;

-- check: sales-by-hour from=2026-11-01 to=2026-11-21
-- columns: weekday hour sales
SELECT (CAST(strftime('%w', s.at / 1000 + 25200, 'unixepoch') AS INTEGER) + 6) % 7 + 1,
       CAST(strftime('%H', s.at / 1000 + 25200, 'unixepoch') AS INTEGER), SUM(s.total)
  FROM sale s WHERE s.day BETWEEN 20261101 AND 20261121 AND s.kind IN ('sale', 'refund', 'exchange', 'void')
 GROUP BY 1, 2 ORDER BY 1, 2;

-- check: sales-by-cashier from=2026-11-01 to=2026-11-21
-- columns: user sales
SELECT coalesce(u.code, '-'), SUM(s.total) FROM sale s LEFT JOIN app_user u ON u.id = s.user_id
 WHERE s.day BETWEEN 20261101 AND 20261121 AND s.kind IN ('sale', 'refund', 'exchange', 'void')
 GROUP BY coalesce(u.code, '-') ORDER BY 2 DESC, 1;

-- Change is cash that goes back (rule N2).
-- check: sales-by-tender from=2026-10-01 to=2026-11-20
-- columns: method amount
SELECT m, SUM(a) FROM (
	SELECT p.method AS m, SUM(p.amount) AS a FROM payment p JOIN sale s ON s.id = p.sale_id
	 WHERE s.day BETWEEN 20261001 AND 20261120 GROUP BY p.method
	UNION ALL
	SELECT 'cash', -SUM(s.change) FROM sale s WHERE s.day BETWEEN 20261001 AND 20261120)
 GROUP BY m ORDER BY 2 DESC, 1;

-- check: receipts from=2026-11-20 to=2026-11-21 store=S1
-- columns: at total earned
SELECT s.at, s.total, s.earned FROM sale s JOIN store t ON t.id = s.store_id AND t.code = 'S1'
 WHERE s.day BETWEEN 20261120 AND 20261121 AND s.kind IN ('sale', 'refund', 'exchange', 'void')
 ORDER BY s.at, s.id;

-- check: product-category-ranking from=2026-02-14 to=2026-10-03
-- columns: category quantity sales
SELECT c.name, SUM(l.qty), SUM(l.net) FROM sale s JOIN sale_line l ON l.sale_id = s.id
  JOIN product_category c ON c.id = l.category_id
 WHERE s.day BETWEEN 20260214 AND 20261003 GROUP BY c.name ORDER BY 3 DESC, 1;

-- check: sales-by-tender from=2026-01-31 to=2026-11-01
-- columns: method amount
SELECT m, SUM(a) FROM (
	SELECT p.method AS m, SUM(p.amount) AS a FROM payment p JOIN sale s ON s.id = p.sale_id
	 WHERE s.day BETWEEN 20260131 AND 20261101 GROUP BY p.method
	UNION ALL
	SELECT 'cash', -SUM(s.change) FROM sale s WHERE s.day BETWEEN 20260131 AND 20261101)
 GROUP BY m ORDER BY 2 DESC, 1;

-- check: sales-by-cashier from=2026-02-02 to=2026-10-31
-- columns: user sales
SELECT coalesce(u.code, '-'), SUM(s.total) FROM sale s LEFT JOIN app_user u ON u.id = s.user_id
 WHERE s.day BETWEEN 20260202 AND 20261031 AND s.kind IN ('sale', 'refund', 'exchange', 'void')
 GROUP BY coalesce(u.code, '-') ORDER BY 2 DESC, 1;

-- check: product-category-ranking from=2026-11-01 to=2026-11-21
-- columns: category quantity sales
SELECT c.name, SUM(l.qty), SUM(l.net) FROM sale s JOIN sale_line l ON l.sale_id = s.id
  JOIN product_category c ON c.id = l.category_id
 WHERE s.day BETWEEN 20261101 AND 20261121 GROUP BY c.name ORDER BY 3 DESC, 1;

-- check: product-ranking from=2026-11-01 to=2026-11-21 top=20
-- columns: product quantity sales
SELECT l.code, SUM(l.qty), SUM(l.gross - l.off) FROM sale_line l
 WHERE l.sale_id IN (SELECT id FROM sale WHERE day >= 20261101)
 GROUP BY l.code ORDER BY 3 DESC, 1 LIMIT 20;

-- check: birthdays month=2
-- columns: birth code
SELECT birth, code FROM customer
 WHERE deleted = 0 AND birth / 100 % 100 = 2 ORDER BY birth % 100, sort_key, id;

-- check: customers-by by=region
-- columns: value customers
SELECT coalesce(r.name, '-'), COUNT(*) FROM customer c LEFT JOIN region r ON r.id = c.region_id
 WHERE c.deleted = 0 GROUP BY 1 ORDER BY 2 DESC, 1;

-- check: customers-by by=occupation
-- columns: value customers
SELECT coalesce(r.name, '-'), COUNT(*) FROM customer c LEFT JOIN occupation r ON r.id = c.occupation_id
 WHERE c.deleted = 0 GROUP BY 1 ORDER BY 2 DESC, 1;

-- check: customers-by by=industry
-- columns: value customers
SELECT coalesce(r.name, '-'), COUNT(*) FROM customer c LEFT JOIN industry r ON r.id = c.industry_id
 WHERE c.deleted = 0 GROUP BY 1 ORDER BY 2 DESC, 1;

-- check: customers-by by=source
-- columns: value customers
SELECT coalesce(r.name, '-'), COUNT(*) FROM customer c LEFT JOIN source r ON r.id = c.source_id
 WHERE c.deleted = 0 GROUP BY 1 ORDER BY 2 DESC, 1;

-- check: customers-by by=sex
-- columns: value customers spent
SELECT coalesce(c.sex, '-'), COUNT(*), (SELECT coalesce(SUM(s.total), 0) FROM sale s
	JOIN customer x ON x.id = s.customer_id AND x.deleted = 0
	WHERE coalesce(x.sex, '-') = coalesce(c.sex, '-') AND s.day > 20251121)
  FROM customer c WHERE c.deleted = 0 GROUP BY 1 ORDER BY 2 DESC, 1;

-- check: customers-by-age
-- columns: band customers
SELECT b, COUNT(*) FROM (
	SELECT CASE WHEN birth IS NULL OR birth < 10000 THEN '?' ELSE CASE
	  WHEN age < 18 THEN '0-17' WHEN age < 25 THEN '18-24' WHEN age < 35 THEN '25-34' WHEN age < 45 THEN '35-44'
	  WHEN age < 55 THEN '45-54' WHEN age < 65 THEN '55-64' ELSE '65+' END END AS b
	  FROM (SELECT birth, 2026 - birth / 10000 - (birth % 10000 > 1121) AS age FROM customer
	         WHERE deleted = 0 AND kind = 'person'))
 GROUP BY b ORDER BY b = '?', b;

-- check: spending-ranking from=2026-01-01 to=2026-11-21 top=30
-- columns: code spent
SELECT c.code, SUM(s.total) FROM sale s JOIN customer c ON c.id = s.customer_id AND c.deleted = 0
 WHERE s.day BETWEEN 20260101 AND 20261121 GROUP BY c.code ORDER BY 2 DESC, 1 LIMIT 30;

-- check: spending-change from=2026-09-01 to=2026-11-21 before=2026-06-01 until=2026-08-31 top=30
-- columns: code then now
SELECT code, was, now FROM (
	SELECT c.code AS code, SUM(CASE WHEN s.day BETWEEN 20260601 AND 20260831 THEN s.total ELSE 0 END) AS was,
	       SUM(CASE WHEN s.day BETWEEN 20260901 AND 20261121 THEN s.total ELSE 0 END) AS now
	  FROM sale s JOIN customer c ON c.id = s.customer_id AND c.deleted = 0 GROUP BY c.code)
 WHERE was <> now ORDER BY abs(was - now) DESC, code LIMIT 30;

-- Every customer is in one segment.
-- check: loyalty recent=60 often=6 amount=2000000
-- columns: all-customers all-spent
SELECT (SELECT COUNT(*) FROM customer WHERE deleted = 0),
       (SELECT SUM(t) FROM (SELECT d.customer_id, SUM(d.spent) AS t FROM cust_day d
	  JOIN customer c ON c.id = d.customer_id AND c.deleted = 0
	 WHERE d.day > 20251121 AND d.spent > 0 GROUP BY d.customer_id));

-- check: points-by-month from=2026-09-01 to=2026-11-21
-- columns: all-given all-used
SELECT SUM(CASE WHEN used = 0 THEN delta ELSE 0 END), -SUM(CASE WHEN used = 1 THEN delta ELSE 0 END)
  FROM (SELECT delta, op = 'return' OR (delta < 0 AND op NOT IN ('refund', 'topup_void')) AS used
	  FROM point_entry WHERE day BETWEEN 20260901 AND 20261121 AND op NOT IN ('expire', 'unmerge'));

-- check: points-expiring
-- columns: all-points
SELECT SUM(remaining) FROM point_lot WHERE remaining > 0 AND expires_day >= 20261121;

-- check: points-expiring-who until=2026-12-31 top=1000
-- columns: all-points
SELECT SUM(l.remaining) FROM point_lot l JOIN customer c ON c.id = l.holder_id AND c.deleted = 0
 WHERE l.remaining > 0 AND l.expires_day BETWEEN 20261121 AND 20261231;

-- check: points-liability
-- columns: all-points all-debts
SELECT SUM(max(b, 0)), SUM(max(-b, 0)) FROM (
	SELECT e.holder_id, SUM(e.delta) AS b FROM point_entry e
	  JOIN customer c ON c.id = e.holder_id AND c.deleted = 0 GROUP BY e.holder_id);

-- check: value-liability
-- columns: all-principal all-bonus
SELECT SUM(principal), SUM(bonus) FROM value_entry;

-- check: cards-by-state
-- columns: type active lost
SELECT t.name, SUM(k.status = 'active' AND coalesce(k.expires_day, 29991231) >= 20261121), SUM(k.status = 'lost')
  FROM card k JOIN card_type t ON t.id = k.type_id WHERE k.deleted = 0 GROUP BY t.name ORDER BY t.name;

-- check: level-moves from=2026-11-01 to=2026-11-21
-- columns: day code
SELECT m.day, c.code FROM level_move m JOIN customer c ON c.id = m.customer_id
 WHERE m.day BETWEEN 20261101 AND 20261121 ORDER BY m.day, m.id;

-- check: discounts-given from=2026-11-01 to=2026-11-21
-- columns: user discount
SELECT u.code, SUM(l.off) FROM sale_line l JOIN sale s ON s.id = l.sale_id AND s.kind = 'sale'
  JOIN app_user u ON u.id = s.user_id
 WHERE s.day BETWEEN 20261101 AND 20261121 GROUP BY u.code HAVING SUM(l.off) <> 0 ORDER BY 2 DESC, 1;

-- check: returns-and-voids from=2026-11-21 to=2026-11-21
-- columns: all-refunds all-voids all-amount
SELECT SUM(kind = 'refund'), SUM(kind = 'void'), SUM(total) FROM sale
 WHERE day = 20261121 AND kind IN ('refund', 'void', 'exchange');

-- What should lie in each drawer: the float, what was put in and taken out, cash less change.
-- check: till-differences from=2026-10-01 to=2026-11-21
-- columns: day number expected counted difference
SELECT day, number, want, counted, counted - want FROM (
	SELECT x.day AS day, x.number AS number, x.counted AS counted, t.code AS code, x.float
	       + (SELECT coalesce(SUM(m.amount), 0) FROM till_move m WHERE m.session_id = x.id)
	       + (SELECT coalesce(SUM(p.amount), 0) FROM payment p JOIN sale s ON s.id = p.sale_id
	           WHERE s.session_id = x.id AND p.method = 'cash')
	       - (SELECT coalesce(SUM(s.change), 0) FROM sale s WHERE s.session_id = x.id) AS want
	  FROM till_session x JOIN till t ON t.id = x.till_id WHERE x.closed_at IS NOT NULL AND x.day >= 20261001)
 ORDER BY day, code, number;

-- check: audit-by-user from=2026-11-01 to=2026-11-21
-- columns: all-times
SELECT COUNT(*) FROM audit WHERE date(at / 1000 + 25200, 'unixepoch') BETWEEN '2026-11-01' AND '2026-11-21';

-- The numbers as they stand on the customers, not the index of phones.
-- check: duplicates by=phone
-- columns: code
SELECT code FROM (
	SELECT DISTINCT c.code AS code, c.phone AS phone FROM customer c JOIN customer o ON o.id <> c.id AND o.deleted = 0
	   AND (o.phone IN (c.phone, c.phone2) OR o.phone2 IN (c.phone, c.phone2))
	 WHERE c.deleted = 0)
 ORDER BY phone, code;

-- check: duplicates by=birthday
-- columns: code
SELECT c.code FROM customer c WHERE c.deleted = 0 AND c.birth >= 10000 AND EXISTS (
	SELECT 1 FROM customer o WHERE o.deleted = 0 AND o.id <> c.id AND o.birth = c.birth AND o.name = c.name)
 ORDER BY c.name, c.code;

-- check: contact-again until=2026-11-21
-- columns: due code
SELECT i.contact_again, c.code FROM interaction i JOIN customer c ON c.id = i.customer_id AND c.deleted = 0
 WHERE i.deleted = 0 AND i.contact_again <= 20261121 AND NOT EXISTS (SELECT 1 FROM interaction n
	WHERE n.customer_id = i.customer_id AND n.deleted = 0 AND (n.at > i.at OR (n.at = i.at AND n.id > i.id)))
 ORDER BY i.contact_again, c.sort_key, c.id;

-- check: not-approached top=100000
-- columns: all-spent
SELECT SUM(s.total) FROM sale s JOIN customer c ON c.id = s.customer_id AND c.deleted = 0
 WHERE c.id NOT IN (SELECT customer_id FROM interaction WHERE deleted = 0);

-- check: potential
-- columns: stage customers worth
SELECT s, COUNT(*), SUM(w) FROM (SELECT CASE WHEN stage IS NULL THEN 'lead' ELSE stage END AS s, worth AS w
	FROM customer WHERE deleted = 0 AND prospect = 1) GROUP BY s ORDER BY 2 DESC, 1;

-- check: churn from=2025-01-01 to=2026-11-21
-- columns: all-customers all-back
SELECT COUNT(*), SUM(won_back) FROM churn WHERE deleted = 0;

-- check: churn from=2025-01-01 to=2026-11-21
-- columns: kind reason customers
SELECT k.name, coalesce(r.name, '-'), COUNT(*) FROM churn c JOIN churn_kind k ON k.id = c.kind_id
  LEFT JOIN churn_reason r ON r.id = c.reason_id WHERE c.deleted = 0 GROUP BY k.name, r.name
 ORDER BY (SELECT COUNT(*) FROM churn o WHERE o.deleted = 0 AND o.kind_id = c.kind_id) DESC, 1, 3 DESC, 2;

-- check: may-be-lost since=2026-08-01 top=100000
-- columns: all-spent
SELECT SUM(t) FROM (SELECT s.customer_id, SUM(s.total) AS t, MAX(CASE WHEN s.kind = 'sale' AND NOT EXISTS (
	SELECT 1 FROM sale v WHERE v.reverses_id = s.id AND v.kind = 'void') THEN s.day END) AS d FROM sale s
	JOIN customer c ON c.id = s.customer_id AND c.deleted = 0 GROUP BY s.customer_id) WHERE d < 20260801;

-- check: satisfaction from=2025-01-01 to=2026-11-21
-- columns: all-all all-open all-rated
SELECT COUNT(*), SUM(state <> 'closed'), COUNT(satisfaction) FROM suggestion WHERE deleted = 0;

-- check: appointments from=2025-01-01 to=2026-12-31
-- columns: all-planned all-kept all-missed
SELECT SUM(a.state = 'planned'), SUM(a.state = 'kept'), SUM(a.state = 'missed')
  FROM appointment_users u JOIN appointment a ON a.id = u.owner_id AND a.deleted = 0 AND a.repeat IS NULL
 WHERE date(a.at / 1000 + 25200, 'unixepoch') BETWEEN '2025-01-01' AND '2026-12-31';

-- check: contracts-expiring from=2026-11-21 to=2027-02-19
-- columns: number
SELECT number FROM contract WHERE deleted = 0 AND status IN ('running', 'suspended')
   AND end_day BETWEEN 20261121 AND 20270219 ORDER BY end_day, number;

-- check: orders-open
-- columns: number total sold
SELECT number, total, coalesce((SELECT SUM(m.net) FROM order_move m WHERE m.order_id = o.id AND m.op = 'sale'), 0)
  FROM sales_order o WHERE deleted = 0 AND state IN ('confirmed', 'delivering', 'delivered')
 ORDER BY coalesce(due_day, 29991231), number;

-- check: quotations from=2025-01-01 to=2026-11-21
-- columns: all-number all-total
SELECT COUNT(*), SUM(net) FROM (SELECT q.id, (SELECT SUM(l.net) FROM quotation_line l WHERE l.quotation_id = q.id) AS net
	FROM quotation q WHERE q.deleted = 0);

-- Won and lost, by what happened to each.
-- check: quotations from=2025-01-01 to=2026-11-21
-- columns: state number total
SELECT s, COUNT(*), SUM(net) FROM (SELECT CASE WHEN q.state = 'issued' AND q.valid_until < 20261121 THEN 'expired'
	ELSE q.state END AS s, (SELECT SUM(l.net) FROM quotation_line l WHERE l.quotation_id = q.id) AS net
	FROM quotation q WHERE q.deleted = 0) GROUP BY s ORDER BY 3 DESC, 1;

-- The test is the administrator, who sells and takes back.
-- check: my-points from=2026-01-01 to=2026-11-21
-- columns: what times given taken
SELECT 'sale', SUM(CASE s.kind WHEN 'sale' THEN 1 WHEN 'void' THEN -1 ELSE 0 END), SUM(s.earned), 0
  FROM sale s JOIN app_user u ON u.id = s.user_id AND u.code = 'admin'
 WHERE s.day BETWEEN 20260101 AND 20261121 AND s.kind IN ('sale', 'refund', 'exchange', 'void')
   AND (s.customer_id IS NOT NULL OR s.card_id IS NOT NULL)
HAVING COUNT(*) > 0
UNION ALL
SELECT e.op, COUNT(*), SUM(MAX(e.delta, 0)), SUM(MAX(-e.delta, 0))
  FROM point_entry e JOIN app_user u ON u.id = e.user_id AND u.code = 'admin'
 WHERE e.day BETWEEN 20260101 AND 20261121 AND e.doc_id IS NULL AND e.op IN ('add', 'deduct')
 GROUP BY e.op
 ORDER BY 1 DESC;
