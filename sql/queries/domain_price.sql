-- Price rules, promotions, coupons, approvals. Rules D1-D5, R6, V4, V7.
-- Tables: sql/schema/0004_rules.sql.

-- name: price.rules
-- right: -
SELECT id, code, name, product_id, category_id, from_day, to_day, price, discount_percent
  FROM price_rule WHERE active = 1 AND deleted = 0 ORDER BY id;

-- name: price.rule_links
-- right: -
SELECT owner_id, 'group', ref_id FROM price_rule_groups
UNION ALL SELECT owner_id, 'level', ref_id FROM price_rule_levels
UNION ALL SELECT owner_id, 'store', ref_id FROM price_rule_stores;

-- name: price.promotions
-- right: -
SELECT id, code, name, from_day, to_day, weekdays, from_time, to_time,
	discount_percent, discount, cap
  FROM promotion WHERE active = 1 AND deleted = 0 ORDER BY id;

-- name: price.promotion_links
-- right: -
SELECT owner_id, 'product', ref_id FROM promotion_products
UNION ALL SELECT owner_id, 'category', ref_id FROM promotion_categories;

-- name: price.categories
-- right: -
SELECT id, parent_id FROM product_category WHERE parent_id IS NOT NULL ORDER BY id;

-- name: price.groups
-- right: -
SELECT ref_id FROM customer_groups WHERE owner_id = $customer ORDER BY ref_id;

-- name: coupon.by_code
-- right: -
-- private: whoever has the coupon in hand may use it
SELECT id, code, name, uses, used, discount, discount_percent, cap, minimum,
	from_day, to_day, customer_id, active
  FROM coupon WHERE code IN ($code, $upper, $lower) AND deleted = 0
 ORDER BY CASE WHEN code = $code THEN 0 ELSE 1 END, id LIMIT 1;

-- Guarded: of two tills with the last use one changes a row.
-- name: coupon.claim
-- right: sale.add
-- private: whoever has the coupon in hand may use it
UPDATE coupon SET used = used + 1 WHERE id = $id AND used < uses AND deleted = 0;

-- name: coupon.card
-- right: -
-- private: only whether there is one
SELECT id FROM card WHERE number = $number LIMIT 1;

-- The limit above which a card asks for its PIN.
-- name: price.pin_limit
-- right: -
-- private: rule S2: the card is in hand
SELECT t.pin_limit, CASE WHEN k.pin_hash IS NULL THEN 0 ELSE 1 END
  FROM card k JOIN card_type t ON t.id = k.type_id WHERE k.id = $card;

-- name: price.user
-- right: -
SELECT id, code FROM app_user
 WHERE code IN ($code, $upper, $lower) AND active = 1 AND deleted = 0
 ORDER BY CASE WHEN code = $code THEN 0 ELSE 1 END, id LIMIT 1;

-- Refused approvals of a user of late, among the newest lines of the trail.
-- name: approval.refused
-- right: -
SELECT COUNT(*) FROM (SELECT at, action, row_code FROM audit ORDER BY seq DESC LIMIT 2000) x
 WHERE x.action = 'approval.refused' AND x.row_code = $code AND x.at > $since;
