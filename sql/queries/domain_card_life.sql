-- Lost, found, replaced, closed, extended, given; the PIN. Rules V3-V5, V7.
-- Table: card (sql/schema/0002_customer.sql).

-- name: card.set_status
-- right: card
-- private: made by the rules of cards
UPDATE card SET status = $status, replaced_by = COALESCE($by, replaced_by),
	version = version + 1, changed_at = $at, changed_by = $user
 WHERE id = $id AND status = $was;

-- name: card.set_expires
-- right: card
-- private: made by the rules of cards
UPDATE card SET expires_day = $until, version = version + 1, changed_at = $at, changed_by = $user
 WHERE id = $id;

-- Once: only a card that belongs to nobody. One out of the drawer starts to live now.
-- name: card.set_customer
-- right: card
-- private: made by the rules of cards
UPDATE card SET customer_id = $customer,
	issued_day = CASE WHEN $fresh = 1 THEN $day ELSE issued_day END,
	expires_day = CASE WHEN $fresh = 1 THEN $expires ELSE expires_day END, version = version + 1, changed_at = $at, changed_by = $user
 WHERE id = $id AND customer_id IS NULL;

-- The new number of an old card, in everything as the old one.
-- name: card.add_like
-- right: card
-- private: made by the rules of cards
INSERT INTO card (id, number, customer_id, type_id, status, issued_day, expires_day,
	store_id, pin_hash, pin_wrong, pin_until, fold, sort_key, version,
	created_at, created_by, changed_at, changed_by, deleted)
SELECT $id, $number, customer_id, type_id, 'active', $day, expires_day,
	store_id, pin_hash, pin_wrong, pin_until, $number, $number, 1,
	$at, $user, $at, $user, 0
  FROM card WHERE id = $old;

-- A printed card out of the drawer becomes the new number.
-- name: card.take_over
-- right: card
-- private: made by the rules of cards
UPDATE card SET (customer_id, expires_day, pin_hash, pin_wrong, pin_until) =
	(SELECT o.customer_id, o.expires_day, o.pin_hash, o.pin_wrong, o.pin_until
	   FROM card o WHERE o.id = $old),
	version = version + 1, changed_at = $at, changed_by = $user
 WHERE id = $id AND customer_id IS NULL AND status = 'active';

-- Nothing was ever done with it.
-- name: card.unused
-- right: -
-- private: asked by the rules of cards
SELECT CASE WHEN EXISTS (SELECT 1 FROM value_account WHERE card_id = $id)
	 OR EXISTS (SELECT 1 FROM visit_account WHERE card_id = $id)
	 OR EXISTS (SELECT 1 FROM point_account WHERE holder_id = $id) THEN 0 ELSE 1 END;

-- The same for a card that waits in the drawer: its first visits are on it. And its life.
-- name: card.fresh
-- right: -
-- private: asked by the rules of cards
SELECT CASE WHEN EXISTS (SELECT 1 FROM value_account WHERE card_id = $id)
	 OR EXISTS (SELECT 1 FROM visit_account WHERE card_id = $id AND seq > 1)
	 OR EXISTS (SELECT 1 FROM point_account WHERE holder_id = $id) THEN 0 ELSE 1 END,
	COALESCE(t.life_days, 0)
  FROM card k JOIN card_type t ON t.id = k.type_id WHERE k.id = $id;

-- Rule V7: what is scanned is either a card or a coupon.
-- As a scanner would read it: blanks and dashes away (rule V7).
-- name: card.is_coupon
-- right: -
-- private: only whether there is one
SELECT 1 FROM coupon
 WHERE REPLACE(REPLACE(code, '-', ''), ' ', '') = $number AND deleted = 0 LIMIT 1;

-- name: card.seen
-- right: -
SELECT 1 FROM @card k WHERE k.id = $id;

-- name: card.pin
-- right: -
-- private: the hash stays inside card_pin.c
SELECT pin_hash, pin_wrong, pin_until FROM card WHERE id = $id;

-- name: card.set_pin
-- right: card
-- private: made by the rules of cards
UPDATE card SET pin_hash = $hash, pin_wrong = 0, pin_until = NULL,
	version = version + 1, changed_at = $at, changed_by = $user
 WHERE id = $id;

-- name: card.count_pin
-- right: card
-- private: made by the rules of cards
UPDATE card SET pin_wrong = $wrong, pin_until = $until WHERE id = $id;

-- ---- points change hands (rules V3, P1)

-- name: points.rehold_entries
-- right: points
UPDATE point_entry SET holder_id = $to, seq = seq + $base, balance_after = balance_after + $balance
 WHERE holder_id = $from;

-- name: points.rehold_lots
-- right: points
UPDATE point_lot SET holder_id = $to, lot = lot + $base WHERE holder_id = $from;

-- name: points.rehold_draws
-- right: points
UPDATE point_draw SET holder_id = $to, seq = seq + $base, lot = lot + $base WHERE holder_id = $from;

-- name: points.rehold_account
-- right: points
INSERT INTO point_account (holder_id, balance, seq)
SELECT $to, a.balance, a.seq FROM point_account a WHERE a.holder_id = $from
ON CONFLICT (holder_id) DO UPDATE SET balance = point_account.balance + excluded.balance,
	seq = point_account.seq + excluded.seq;

-- name: points.drop_account
-- right: points
DELETE FROM point_account WHERE holder_id = $from;

-- name: points.account
-- right: -
SELECT balance, seq FROM point_account WHERE holder_id = $holder;

-- Whose points they are today: a bare card may have got a new number or a customer since.
-- name: points.holder_now
-- right: -
-- private: asked by the rules of points
SELECT COALESCE(k.customer_id, n.id) FROM card k
  LEFT JOIN card n ON n.number = k.replaced_by
 WHERE k.id = $id AND (k.customer_id IS NOT NULL OR n.id IS NOT NULL);

-- Takes from the lots what a debt that came along still asks for.
-- name: points.lots_left
-- right: -
SELECT lot, remaining FROM point_lot WHERE holder_id = $holder AND remaining > 0
 ORDER BY expires_day NULLS LAST, lot;
