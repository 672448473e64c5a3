-- Stored value and the documents that move it. Rules V1, V2, R5, N3.
-- Tables: sql/schema/0004_rules.sql; sale, payment: 0003_ledger.sql.

-- The till and its open session, where a document stands.
-- name: place.till
-- right: -
SELECT t.id, t.store_id, s.code, o.id
  FROM till t JOIN store s ON s.id = t.store_id
  LEFT JOIN till_session o ON o.till_id = t.id AND o.closed_at IS NULL
 WHERE t.code IN ($code, $upper, $lower) AND t.deleted = 0
 ORDER BY CASE WHEN t.code = $code THEN 0 ELSE 1 END, t.id LIMIT 1;

-- Receipts are never taken away, so the next number follows the largest (rule R5).
-- name: place.largest
-- right: -
SELECT COALESCE(MAX(number), 0) FROM sale WHERE store_id = $store AND series = $series;

-- The drawers that are open in a store, the user's own first.
-- name: place.sessions
-- right: -
SELECT o.id, o.till_id, CASE WHEN o.opened_by = $user THEN 1 ELSE 0 END
  FROM till_session o JOIN till t ON t.id = o.till_id
 WHERE o.closed_at IS NULL AND t.store_id = $store
 ORDER BY CASE WHEN o.opened_by = $user THEN 0 ELSE 1 END, o.opened_at DESC LIMIT 2;

-- name: value.state
-- right: -
-- private: whoever holds the card in hand may use it (rule S2)
SELECT t.spend_order, t.value, COALESCE(a.principal, 0), COALESCE(a.bonus, 0), COALESCE(a.seq, 0)
  FROM card k JOIN card_type t ON t.id = k.type_id
  LEFT JOIN value_account a ON a.card_id = k.id
 WHERE k.id = $card;

-- seq: where a new account starts to count; a replaced card's goes on (rule V3).
-- name: value.credit
-- right: value
INSERT INTO value_account (card_id, principal, bonus, seq) VALUES ($card, $principal, $bonus, $seq)
ON CONFLICT (card_id) DO UPDATE SET principal = value_account.principal + excluded.principal,
	bonus = value_account.bonus + excluded.bonus, seq = value_account.seq + 1
RETURNING principal, bonus, seq;

-- Only while both parts are there, whoever else spends at the same instant (rule V1).
-- name: value.debit
-- right: value
UPDATE value_account SET principal = principal - $principal, bonus = bonus - $bonus, seq = seq + 1
 WHERE card_id = $card AND principal - $principal >= 0 AND bonus - $bonus >= 0
RETURNING principal, bonus, seq;

-- name: value.add_entry
-- right: value
INSERT INTO value_entry (card_id, seq, op, principal, bonus, principal_after, bonus_after,
	at, day, store_id, user_id, doc_id, other_card_id, note)
VALUES ($card, $seq, $op, $principal, $bonus, $principal_after, $bonus_after,
	$at, $day, $store, $user, $doc, $other, $note);

-- The card's own lines and those of the cards that it replaces: their numbers go on.
-- name: value.history
-- right: -
-- private: asked for by who has found the card
WITH RECURSIVE chain (id) AS (
	SELECT CAST($card AS BIGINT)
	UNION
	SELECT e.other_card_id FROM chain c JOIN value_entry e ON e.card_id = c.id
	 WHERE e.op = 'replace_in')
SELECT e.seq, e.at, e.principal, e.bonus, e.principal_after, e.bonus_after, e.op,
	ds.code, s.series, s.number, u.code
  FROM chain c JOIN value_entry e ON e.card_id = c.id
  LEFT JOIN sale s ON s.id = e.doc_id
  LEFT JOIN store ds ON ds.id = s.store_id
  LEFT JOIN app_user u ON u.id = e.user_id
 WHERE e.seq < $before
 ORDER BY e.seq DESC LIMIT $limit;

-- For the receipt: what a document did to its card.
-- name: value.of_doc
-- right: -
-- private: by the receipt in hand
SELECT e.bonus, e.principal_after + e.bonus_after
  FROM sale s JOIN value_entry e ON e.card_id = s.card_id AND e.doc_id = s.id
 WHERE s.id = $sale LIMIT 1;

-- What the cards of a customer hold together.
-- name: value.of_customer
-- right: -
-- private: asked for by who has found the customer
SELECT CAST(COALESCE(SUM(a.principal), 0) AS BIGINT), CAST(COALESCE(SUM(a.bonus), 0) AS BIGINT)
  FROM card k JOIN value_account a ON a.card_id = k.id
 WHERE k.customer_id = $customer AND k.deleted = 0;

-- The best rule for an amount; a lower id wins a tie.
-- name: topup.rule
-- right: -
SELECT x.code, x.given FROM (
	SELECT r.id, r.code, COALESCE(r.bonus, 0) + (($amount / 10000) * COALESCE(r.bonus_percent, 0))
	    + (($amount % 10000) * COALESCE(r.bonus_percent, 0)) / 10000 AS given
	  FROM topup_rule r
	 WHERE r.active = 1 AND r.deleted = 0 AND r.amount <= $amount
	   AND (r.from_day IS NULL OR r.from_day <= $day)
	   AND (r.to_day IS NULL OR r.to_day >= $day)
	   AND (NOT EXISTS (SELECT 1 FROM topup_rule_card_types l WHERE l.owner_id = r.id)
	     OR EXISTS (SELECT 1 FROM topup_rule_card_types l
		 WHERE l.owner_id = r.id AND l.ref_id = $type))) x
 ORDER BY x.given DESC, x.id LIMIT 1;

-- A top-up by its number, what was given with it, and what came back of it.
-- name: topup.by_number
-- right: -
-- private: by the receipt in hand
SELECT s.id, s.kind, s.card_id, s.topup, s.rounding, s.change, k.number, k.replaced_by, k.status,
	(SELECT CAST(COALESCE(SUM(e.bonus), 0) AS BIGINT) FROM value_entry e
	  WHERE e.card_id = s.card_id AND e.doc_id = s.id),
	(SELECT CAST(COALESCE(SUM(-v.topup), 0) AS BIGINT) FROM sale v
	  WHERE v.reverses_id = s.id AND v.kind = 'topup_void')
  FROM sale s JOIN store st ON st.id = s.store_id
  JOIN card k ON k.id = s.card_id
 WHERE s.store_id IN (SELECT id FROM store WHERE code = $store)
   AND s.series = $series AND s.number = $number;

-- By method: what was paid, less what was paid back. Cash last: it carries the rounding.
-- name: topup.tenders
-- right: -
SELECT p.method, CAST(SUM(p.amount) AS BIGINT)
  FROM payment p JOIN sale s ON s.id = p.sale_id
 WHERE s.id = $id OR (s.reverses_id = $id AND s.kind = 'topup_void')
 GROUP BY p.method ORDER BY CASE WHEN p.method = 'cash' THEN 1 ELSE 0 END, p.method;
