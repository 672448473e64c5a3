-- Count cards. Rule V6. Tables: sql/schema/0004_rules.sql.

-- What the type says, and what is left.
-- name: visit.state
-- right: -
-- private: whoever holds the card in hand may use it (rule S2)
SELECT t.visits, COALESCE(t.visits_count, 0), COALESCE(t.visits_product_id, 0), p.code,
	COALESCE(t.price, 0), COALESCE(p.price, 0), COALESCE(a.left_count, 0), COALESCE(a.seq, 0),
	COALESCE(t.visits_category_id, 0), g.name
  FROM card k JOIN card_type t ON t.id = k.type_id
  LEFT JOIN product p ON p.id = t.visits_product_id
  LEFT JOIN product_category g ON g.id = t.visits_category_id
  LEFT JOIN visit_account a ON a.card_id = k.id
 WHERE k.id = $card;

-- The product lies in the category or in one below it.
-- name: visit.in_category
-- right: -
WITH RECURSIVE below (id) AS (
	SELECT $category UNION SELECT c.id FROM product_category c JOIN below b ON c.parent_id = b.id)
SELECT p.id FROM product p WHERE p.id = $product AND p.category_id IN (SELECT id FROM below);

-- seq: where a new account starts to count; a replaced card's goes on (rule V3).
-- name: visit.put
-- right: visit
INSERT INTO visit_account (card_id, left_count, seq) VALUES ($card, $n, $seq)
ON CONFLICT (card_id) DO UPDATE SET left_count = visit_account.left_count + excluded.left_count,
	seq = visit_account.seq + 1
RETURNING left_count, seq;

-- Only while they are there, whoever else takes one at the same instant.
-- name: visit.take
-- right: visit
UPDATE visit_account SET left_count = left_count - $n, seq = seq + 1
 WHERE card_id = $card AND left_count - $n >= 0
RETURNING left_count, seq;

-- name: visit.add_entry
-- right: visit
INSERT INTO visit_entry (card_id, seq, id, op, delta, after, at, day, store_id, user_id,
	product_id, doc_id, undoes_seq)
VALUES ($card, $seq, $id, $op, $delta, $after, $at, $day, $store, $user,
	$product, $doc, $undoes);

-- name: visit.by_id
-- right: -
-- private: by the number of the visit in hand
SELECT e.card_id, e.seq, e.op, e.day, e.product_id, k.number
  FROM visit_entry e JOIN card k ON k.id = e.card_id WHERE e.id = $visit;

-- Numbers of lines go on from card to card, so one number names one visit of a chain.
-- name: visit.undone
-- right: -
SELECT COUNT(*) FROM visit_entry WHERE card_id = $card AND undoes_seq = $seq;

-- What the card and those that it replaces were given in all.
-- name: visit.granted
-- right: -
WITH RECURSIVE chain (id) AS (
	SELECT CAST($card AS BIGINT)
	UNION
	SELECT e.doc_id FROM chain c JOIN visit_entry e ON e.card_id = c.id
	 WHERE e.op = 'replace_in')
SELECT CAST(COALESCE(SUM(e.delta), 0) AS BIGINT)
  FROM chain c JOIN visit_entry e ON e.card_id = c.id WHERE e.op = 'issue';

-- What the cards of a customer hold together.
-- name: visit.of_customer
-- right: -
-- private: asked for by who has found the customer
SELECT CAST(COALESCE(SUM(a.left_count), 0) AS BIGINT)
  FROM card k JOIN visit_account a ON a.card_id = k.id
 WHERE k.customer_id = $customer AND k.deleted = 0;
