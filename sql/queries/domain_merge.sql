-- Two records of one person become one, and back. Rule P15; src/domain/merge*.c.
-- Tables: sql/schema/0002_customer.sql, 0003_ledger.sql, 0004_rules.sql.

-- The newest merge of a code that was not undone: is the other one merged itself, and has
-- somebody the code meanwhile.
-- name: merge.open
-- right: -
-- private: whoever sees the one that stayed; src/domain/merge.c asks
SELECT m.id, m.from_id, m.into_id, m.body,
	CASE WHEN EXISTS (SELECT 1 FROM customer_merge n
		WHERE n.from_id = m.into_id AND n.undone_at IS NULL) THEN 1 ELSE 0 END,
	CASE WHEN EXISTS (SELECT 1 FROM customer o
		WHERE o.code = c.code AND o.deleted = 0) THEN 1 ELSE 0 END
  FROM customer c JOIN customer_merge m ON m.from_id = c.id AND m.undone_at IS NULL
 WHERE c.code IN ($code, $upper, $lower) AND c.deleted = 1
 ORDER BY m.id DESC LIMIT 1;

-- Who has the card of a code that was merged away: the one that stayed, if the actor may see it.
-- name: merge.survivor
-- right: -
-- private: only an id comes back, and of rows that the actor sees
WITH RECURSIVE went (id) AS (
	SELECT m.into_id FROM customer c JOIN customer_merge m ON m.from_id = c.id
	   AND m.undone_at IS NULL WHERE c.code IN ($code, $upper, $lower) AND c.deleted = 1
	UNION
	SELECT m.into_id FROM went w JOIN customer_merge m ON m.from_id = w.id AND m.undone_at IS NULL)
SELECT c.id FROM went w JOIN @customer c ON c.id = w.id WHERE c.deleted = 0
 ORDER BY c.id DESC LIMIT 1;

-- name: merge.keep
-- right: customer.delete
INSERT INTO customer_merge (id, from_id, into_id, at, user_id, body)
VALUES ($id, $from, $into, $at, $user, $body);

-- name: merge.undone
-- right: customer.delete
UPDATE customer_merge SET undone_at = $at WHERE id = $id AND undone_at IS NULL;

-- ---- rows of a customer

-- name: merge.cards
-- right: -
-- private: both customers are seen
SELECT id FROM card WHERE customer_id = $customer ORDER BY id;

-- name: merge.move_card
-- right: customer.delete
-- private: both customers are seen
UPDATE card SET customer_id = $to, version = version + 1, changed_at = $at
 WHERE id = $id AND customer_id = $from;

-- name: merge.card_after
-- right: -
-- private: both customers are seen
SELECT n.id FROM card k JOIN card n ON n.number = k.replaced_by WHERE k.id = $card;

-- name: merge.sales
-- right: -
SELECT id FROM sale WHERE customer_id = $customer ORDER BY id;

-- name: merge.move_sale
-- right: customer.delete
UPDATE sale SET customer_id = $to,
	holder_id = CASE WHEN holder_id = $from THEN $to ELSE holder_id END
 WHERE id = $id AND customer_id = $from;

-- name: merge.contacts
-- right: -
-- private: both customers are seen
SELECT id FROM contact WHERE customer_id = $customer ORDER BY id;

-- name: merge.move_contact
-- right: customer.delete
-- private: both customers are seen
UPDATE contact SET customer_id = $to, version = version + 1, changed_at = $at
 WHERE id = $id AND customer_id = $from;

-- Of two main contacts the one that was there stays main.
-- name: merge.less_main
-- right: customer.delete
-- private: both customers are seen
UPDATE contact SET main = 0, version = version + 1, changed_at = $at
 WHERE id = $id AND customer_id = $to AND customer_id <> $from AND main = 1
   AND EXISTS (SELECT 1 FROM contact o
	 WHERE o.customer_id = $to AND o.id <> $id AND o.main = 1 AND o.deleted = 0);

-- name: merge.main_again
-- right: customer.delete
-- private: both customers are seen
UPDATE contact SET main = 1, version = version + 1, changed_at = $at
 WHERE id = $id AND customer_id = $to AND customer_id <> $from AND main = 0 AND former = 0
   AND NOT EXISTS (SELECT 1 FROM contact o
	 WHERE o.customer_id = $to AND o.id <> $id AND o.main = 1 AND o.deleted = 0);

-- name: merge.coupons
-- right: -
SELECT id FROM coupon WHERE customer_id = $customer ORDER BY id;

-- name: merge.move_coupon
-- right: customer.delete
UPDATE coupon SET customer_id = $to, version = version + 1, changed_at = $at
 WHERE id = $id AND customer_id = $from;

-- name: merge.groups
-- right: -
SELECT ref_id FROM customer_groups WHERE owner_id = $customer ORDER BY ref_id;

-- name: merge.add_group
-- right: customer.delete
INSERT INTO customer_groups (owner_id, ref_id)
SELECT $to, g.ref_id FROM customer_groups g WHERE g.owner_id = $from AND g.ref_id = $id
ON CONFLICT DO NOTHING;

-- name: merge.drop_group
-- right: customer.delete
-- private: both customers are seen
DELETE FROM customer_groups WHERE owner_id = $from AND ref_id = $id
   AND EXISTS (SELECT 1 FROM customer c WHERE c.id = $to);

-- name: merge.interests
-- right: -
SELECT ref_id FROM customer_interests WHERE owner_id = $customer ORDER BY ref_id;

-- name: merge.add_interest
-- right: customer.delete
INSERT INTO customer_interests (owner_id, ref_id)
SELECT $to, g.ref_id FROM customer_interests g WHERE g.owner_id = $from AND g.ref_id = $id
ON CONFLICT DO NOTHING;

-- name: merge.drop_interest
-- right: customer.delete
-- private: both customers are seen
DELETE FROM customer_interests WHERE owner_id = $from AND ref_id = $id
   AND EXISTS (SELECT 1 FROM customer c WHERE c.id = $to);

-- ---- the relation: interactions, ratings, suggestions, losses, documents, appointments,
-- contracts, offers

-- name: merge.interactions
-- right: -
-- private: both customers are seen
SELECT id FROM interaction WHERE customer_id = $customer ORDER BY id;

-- name: merge.move_interaction
-- right: customer.delete
-- private: both customers are seen
UPDATE interaction SET customer_id = $to, version = version + 1, changed_at = $at
 WHERE id = $id AND customer_id = $from;

-- name: merge.ratings
-- right: -
-- private: both customers are seen
SELECT id FROM rating WHERE customer_id = $customer ORDER BY id;

-- name: merge.move_rating
-- right: customer.delete
-- private: both customers are seen
UPDATE rating SET customer_id = $to, version = version + 1, changed_at = $at
 WHERE id = $id AND customer_id = $from;

-- name: merge.suggestions
-- right: -
-- private: both customers are seen
SELECT id FROM suggestion WHERE customer_id = $customer ORDER BY id;

-- name: merge.move_suggestion
-- right: customer.delete
-- private: both customers are seen
UPDATE suggestion SET customer_id = $to, version = version + 1, changed_at = $at
 WHERE id = $id AND customer_id = $from;

-- name: merge.churns
-- right: -
-- private: both customers are seen
SELECT id FROM churn WHERE customer_id = $customer ORDER BY id;

-- One loss at a time: a second one stays where it was.
-- name: merge.move_churn
-- right: customer.delete
-- private: both customers are seen
UPDATE churn SET customer_id = $to, version = version + 1, changed_at = $at
 WHERE id = $id AND customer_id = $from AND (won_back = 1 OR deleted = 1 OR NOT EXISTS (
	SELECT 1 FROM churn o WHERE o.customer_id = $to AND o.won_back = 0 AND o.deleted = 0));

-- name: merge.documents
-- right: -
-- private: both customers are seen
SELECT id FROM document WHERE customer_id = $customer ORDER BY id;

-- name: merge.move_document
-- right: customer.delete
-- private: both customers are seen
UPDATE document SET customer_id = $to,
	row_id = CASE WHEN entity = 'customer' THEN $to ELSE row_id END,
	row_code = CASE WHEN entity = 'customer'
	    THEN (SELECT c.code FROM customer c WHERE c.id = $to) ELSE row_code END,
	version = version + 1, changed_at = $at
 WHERE id = $id AND customer_id = $from;

-- name: merge.appointments
-- right: -
-- private: both customers are seen
SELECT id FROM appointment WHERE customer_id = $customer ORDER BY id;

-- name: merge.move_appointment
-- right: customer.delete
-- private: both customers are seen
UPDATE appointment SET customer_id = $to, version = version + 1, changed_at = $at
 WHERE id = $id AND customer_id = $from;

-- name: merge.contracts
-- right: -
-- private: both customers are seen
SELECT id FROM contract WHERE customer_id = $customer ORDER BY id;

-- name: merge.move_contract
-- right: customer.delete
-- private: both customers are seen
UPDATE contract SET customer_id = $to, version = version + 1, changed_at = $at
 WHERE id = $id AND customer_id = $from;

-- name: merge.quotations
-- right: -
-- private: both customers are seen
SELECT id FROM quotation WHERE customer_id = $customer ORDER BY id;

-- name: merge.move_quotation
-- right: customer.delete
-- private: both customers are seen
UPDATE quotation SET customer_id = $to, version = version + 1, changed_at = $at
 WHERE id = $id AND customer_id = $from;

-- name: merge.orders
-- right: -
-- private: both customers are seen
SELECT id FROM sales_order WHERE customer_id = $customer ORDER BY id;

-- name: merge.move_order
-- right: customer.delete
-- private: both customers are seen
UPDATE sales_order SET customer_id = $to, version = version + 1, changed_at = $at
 WHERE id = $id AND customer_id = $from;

-- ---- sums

-- name: merge.days
-- right: -
SELECT day, spent FROM cust_day WHERE customer_id = $customer ORDER BY day;

-- name: merge.drop_days
-- right: customer.delete
DELETE FROM cust_day WHERE customer_id = $customer;

-- name: merge.drop_day
-- right: customer.delete
DELETE FROM cust_day WHERE customer_id = $customer AND day = $day AND spent = 0;

-- name: merge.sum
-- right: -
SELECT spent, sales, first_day, last_day FROM cust_sum WHERE customer_id = $customer;

-- name: merge.add_sum
-- right: customer.delete
INSERT INTO cust_sum (customer_id, spent, sales, first_day, last_day)
VALUES ($customer, $spent, $sales, $first, $last)
ON CONFLICT (customer_id) DO UPDATE SET spent = cust_sum.spent + excluded.spent,
	sales = cust_sum.sales + excluded.sales,
	first_day = CASE WHEN excluded.first_day < cust_sum.first_day
	    THEN excluded.first_day ELSE cust_sum.first_day END,
	last_day = CASE WHEN excluded.last_day > cust_sum.last_day
	    THEN excluded.last_day ELSE cust_sum.last_day END;

-- The days are those of the receipts that stay.
-- name: merge.less_sum
-- right: customer.delete
UPDATE cust_sum SET spent = spent - $spent, sales = sales - $sales,
	first_day = coalesce((SELECT MIN(day) FROM sale WHERE customer_id = $customer
	    AND kind = 'sale'), first_day)
 WHERE customer_id = $customer;

-- name: merge.drop_empty_sum
-- right: customer.delete
DELETE FROM cust_sum WHERE customer_id = $customer AND sales = 0 AND spent = 0
   AND NOT EXISTS (SELECT 1 FROM sale WHERE customer_id = $customer);

-- name: merge.drop_sum
-- right: customer.delete
DELETE FROM cust_sum WHERE customer_id = $customer;

-- name: merge.bonus
-- right: -
SELECT day, coalesce(doc_id, 0) FROM birthday_bonus WHERE customer_id = $customer;

-- name: merge.join_bonus
-- right: customer.delete
INSERT INTO birthday_bonus (customer_id, day, doc_id)
SELECT $to, b.day, b.doc_id FROM birthday_bonus b WHERE b.customer_id = $from
ON CONFLICT (customer_id) DO UPDATE SET day = excluded.day, doc_id = excluded.doc_id
 WHERE excluded.day > birthday_bonus.day;

-- Only when the one it has is the other's.
-- name: merge.drop_bonus
-- right: customer.delete
DELETE FROM birthday_bonus
 WHERE customer_id = $to AND EXISTS (SELECT 1 FROM birthday_bonus b
	WHERE b.customer_id = $from AND b.day = birthday_bonus.day
	  AND coalesce(b.doc_id, 0) = coalesce(birthday_bonus.doc_id, 0));

-- name: merge.put_bonus
-- right: customer.delete
INSERT INTO birthday_bonus (customer_id, day, doc_id) VALUES ($to, $day, $doc)
ON CONFLICT DO NOTHING;

-- name: merge.level_move
-- right: -
SELECT id FROM level_move WHERE customer_id = $customer ORDER BY id DESC LIMIT 1;

-- ---- points: back line by line, when nothing was written since

-- name: merge.hold_gifts
-- right: customer.delete
UPDATE gift_move SET holder_id = $to, point_seq = point_seq + $base WHERE holder_id = $from;

-- name: merge.back_gifts
-- right: customer.delete
UPDATE gift_move SET holder_id = $from, point_seq = point_seq - $base
 WHERE holder_id = $to AND point_seq > $base;

-- name: merge.fill_lots
-- right: customer.delete
UPDATE point_lot SET remaining = remaining + (SELECT d.amount FROM point_draw d
	WHERE d.holder_id = point_lot.holder_id AND d.seq = $seq AND d.lot = point_lot.lot)
 WHERE holder_id = $holder
   AND lot IN (SELECT lot FROM point_draw WHERE holder_id = $holder AND seq = $seq);

-- name: merge.drop_draws
-- right: customer.delete
DELETE FROM point_draw WHERE holder_id = $holder AND seq = $seq;

-- name: merge.drop_join
-- right: customer.delete
DELETE FROM point_entry WHERE holder_id = $holder AND seq = $seq AND op = 'join';

-- name: merge.back_account
-- right: customer.delete
INSERT INTO point_account (holder_id, balance, seq) VALUES ($from, $balance, $lines);

-- name: merge.put_account
-- right: customer.delete
UPDATE point_account SET balance = $balance, seq = $seq WHERE holder_id = $holder;

-- name: merge.back_entries
-- right: customer.delete
UPDATE point_entry SET holder_id = $from, seq = seq - $base,
	balance_after = balance_after - $balance
 WHERE holder_id = $to AND seq > $base;

-- name: merge.back_lots
-- right: customer.delete
UPDATE point_lot SET holder_id = $from, lot = lot - $base WHERE holder_id = $to AND lot > $base;

-- name: merge.back_draws
-- right: customer.delete
UPDATE point_draw SET holder_id = $from, seq = seq - $base, lot = lot - $base
 WHERE holder_id = $to AND seq > $base;

-- ---- points: back as far as something is left

-- name: merge.lots_left
-- right: -
SELECT lot, remaining, usable_day, coalesce(expires_day, 0) FROM point_lot
 WHERE holder_id = $holder AND remaining > 0 ORDER BY lot;

-- name: merge.next_into
-- right: -
SELECT id, body FROM customer_merge
 WHERE into_id = $into AND undone_at IS NULL AND id > $after ORDER BY id LIMIT 1;

-- name: merge.put_body
-- right: customer.delete
UPDATE customer_merge SET body = $body WHERE id = $id;
