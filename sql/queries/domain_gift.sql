-- Gifts for points, with stock. Rule P14. Tables: sql/schema/0004_rules.sql.

-- name: gift.by_code
-- right: -
SELECT id, code, name, points, stock, active FROM gift
 WHERE code IN ($code, $upper, $lower) AND deleted = 0
 ORDER BY CASE WHEN code = $code THEN 0 ELSE 1 END, id LIMIT 1;

-- Only while they are there, whoever else takes one at the same instant. The version moves
-- along, so that a form open on the gift does not write the old stock back.
-- name: gift.move
-- right: gift
UPDATE gift SET stock = stock + $qty, version = version + 1, changed_at = $at, changed_by = $user
 WHERE id = $id AND stock + $qty >= 0
RETURNING stock;

-- name: gift.add_move
-- right: gift
INSERT INTO gift_move (id, number, gift_id, op, qty, stock_after, holder_id, card_id,
	points, point_seq, reverses_id, at, day, store_id, user_id, note)
VALUES ($id, $number, $gift, $op, $qty, $after, $holder, $card,
	$points, $point_seq, $reverses, $at, $day, $store, $user, $note);

-- name: gift.move_by_number
-- right: -
-- private: by the number in hand
SELECT m.id, m.gift_id, m.op, m.qty, m.holder_id, m.card_id, m.points, m.point_seq, g.name,
	(SELECT COUNT(*) FROM gift_move r WHERE r.reverses_id = m.id)
  FROM gift_move m JOIN gift g ON g.id = m.gift_id
 WHERE m.number = $number;

-- The ledger line that a debit has just written.
-- name: gift.point_seq
-- right: -
SELECT seq FROM point_account WHERE holder_id = $holder;
