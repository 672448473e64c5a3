-- Earning rules. Rules P8, P9, P10; src/domain/earn*.c.
-- Tables: sql/schema/0002_customer.sql, 0004_rules.sql.

-- name: earn.rules
-- right: -
SELECT id, code, name, effect, points, amount, times, from_day, to_day, weekdays,
	from_time, to_time, minimum, exclusive, birthday, nth_topup
  FROM earn_rule WHERE active = 1 AND deleted = 0 ORDER BY id;

-- Which stores, card types, levels, groups and products: kind, rule, id.
-- name: earn.links
-- right: -
SELECT 's', owner_id, ref_id FROM earn_rule_stores
UNION ALL SELECT 't', owner_id, ref_id FROM earn_rule_card_types
UNION ALL SELECT 'l', owner_id, ref_id FROM earn_rule_levels
UNION ALL SELECT 'g', owner_id, ref_id FROM earn_rule_groups
UNION ALL SELECT 'p', owner_id, ref_id FROM earn_rule_products
 ORDER BY 1, 2, 3;

-- Categories, and all those below them.
-- name: earn.categories
-- right: -
WITH RECURSIVE below (owner_id, ref_id) AS (
	SELECT owner_id, ref_id FROM earn_rule_categories
	UNION
	SELECT b.owner_id, c.id FROM below b JOIN product_category c ON c.parent_id = b.ref_id
	 WHERE c.deleted = 0)
SELECT 'c', owner_id, ref_id FROM below ORDER BY 2, 3;

-- name: earn.groups
-- right: -
SELECT ref_id FROM customer_groups WHERE owner_id = $customer;

-- name: earn.birth
-- right: -
-- private: whoever has the card in hand sells on it (rule S2); only the rules see the day
SELECT coalesce(birth, 0) FROM customer WHERE id = $customer;

-- A bonus of a receipt that was voided since was none.
-- name: earn.bonus
-- right: -
SELECT b.day FROM birthday_bonus b
 WHERE b.customer_id = $customer AND b.day BETWEEN $since AND $day
   AND NOT EXISTS (SELECT 1 FROM sale v WHERE v.reverses_id = b.doc_id AND v.kind = 'void');

-- name: earn.put_bonus
-- right: -
INSERT INTO birthday_bonus (customer_id, day, doc_id) VALUES ($customer, $day, $doc)
ON CONFLICT (customer_id) DO UPDATE SET day = excluded.day, doc_id = excluded.doc_id;

-- How many top-ups the holder's cards had, those taken back as a whole left out.
-- name: earn.topups
-- right: -
SELECT count(*) FROM sale t
 WHERE t.kind = 'topup' AND t.card_id IN (SELECT id FROM card
	WHERE id = $card OR (customer_id IS NOT NULL AND customer_id = $customer))
   AND t.topup > (SELECT coalesce(-SUM(v.topup), 0) FROM sale v
	WHERE v.reverses_id = t.id AND v.kind = 'topup_void');

-- The plus: by the document, not through all entries of the holder.
-- name: earn.of_topup
-- right: -
SELECT coalesce(SUM(delta), 0) FROM point_entry
 WHERE +holder_id = $holder AND doc_id = $doc AND op = 'topup';

-- By code, for a made-up sale.
-- name: earn.level_by_code
-- right: -
SELECT id, code, name, points_multiplier FROM level
 WHERE code IN ($code, $upper, $lower) AND deleted = 0 ORDER BY id LIMIT 1;

-- name: earn.group_by_code
-- right: -
SELECT id FROM customer_group
 WHERE code IN ($code, $upper, $lower) AND deleted = 0 ORDER BY id LIMIT 1;

-- name: earn.type_by_code
-- right: -
SELECT id FROM card_type
 WHERE code IN ($code, $upper, $lower) AND deleted = 0 ORDER BY id LIMIT 1;

-- name: earn.store_by_code
-- right: -
SELECT id FROM store
 WHERE code IN ($code, $upper, $lower) AND deleted = 0 ORDER BY id LIMIT 1;

-- name: earn.level
-- right: -
-- private: rule S2, as earn.birth
SELECT level_id FROM customer WHERE id = $customer AND level_id IS NOT NULL;
