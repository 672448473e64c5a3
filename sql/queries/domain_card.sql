-- Cards and their holders. Rules V3, V5, V7, S2. Tables: sql/schema/0002_customer.sql.

-- name: card.by_number
-- right: -
-- private: rule S2: whoever holds the card in hand may sell on it
SELECT k.id, k.number, k.customer_id, k.type_id, t.code, t.name, k.status,
	k.issued_day, k.expires_day, t.points, t.value, t.visits,
	t.discount_percent, k.replaced_by
  FROM card k JOIN card_type t ON t.id = k.type_id
 WHERE k.number = $number AND k.deleted = 0;

-- name: card.type_by_code
-- right: -
SELECT id, code, name, life_days FROM card_type
 WHERE code IN ($code, $upper, $lower) AND deleted = 0
 ORDER BY CASE WHEN code = $code THEN 0 ELSE 1 END, id LIMIT 1;

-- name: card.add
-- right: card.add
-- private: made by the rules of cards
INSERT INTO card (id, number, customer_id, type_id, status, issued_day, expires_day,
	store_id, pin_hash, fold, sort_key, version,
	created_at, created_by, changed_at, changed_by, deleted)
VALUES ($id, $number, $customer, $type, 'active', $day, $expires,
	$store, $pin, $number, $sort_key, 1, $at, $user, $at, $user, 0);

-- name: member.by_customer
-- right: -
-- private: rule S2: of hidden rows only initials, level and points are shown
SELECT c.id, c.code, c.name, c.phone, c.birth, c.level_id, l.code, l.name,
	l.discount_percent, l.points_multiplier, s.spent, s.sales, s.last_day,
	CASE WHEN EXISTS (SELECT 1 FROM @customer v WHERE v.id = $customer)
	     THEN 0 ELSE 1 END,
	CASE WHEN c.level_locked = 0 THEN c.level_until END
  FROM customer c
  LEFT JOIN level l ON l.id = c.level_id
  LEFT JOIN cust_sum s ON s.customer_id = c.id
 WHERE c.id = $customer AND c.deleted = 0;

-- name: member.level
-- right: -
SELECT code, name, discount_percent, points_multiplier FROM level WHERE id = $level;

-- name: member.by_exact_code
-- right: -
SELECT c.id FROM @customer c WHERE c.code = $code AND c.deleted = 0;

-- Letters in another case: asked only when the exact code is nobody's.
-- name: member.by_code
-- right: -
SELECT c.id FROM @customer c WHERE c.code IN ($code, $upper, $lower) AND c.deleted = 0
 ORDER BY CASE WHEN c.code = $code THEN 0 ELSE 1 END, c.id LIMIT 1;

-- name: member.by_phone
-- right: -
SELECT c.id FROM customer_phone p JOIN @customer c ON c.id = p.id
 WHERE p.rev = $rev AND c.deleted = 0 ORDER BY c.id LIMIT 2;

-- name: member.expiring
-- right: -
SELECT expires_day, CAST(SUM(remaining) AS BIGINT) FROM point_lot
 WHERE holder_id = $holder AND remaining > 0
   AND expires_day >= $today AND expires_day <= $until
 GROUP BY expires_day ORDER BY expires_day;

-- name: card.event
-- right: -
INSERT INTO card_event (id, card_id, at, action, reason, user_id)
VALUES ($id, $card, $at, $action, $reason, $user);
