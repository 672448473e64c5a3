-- The whole rule book: stored value, visits, gifts, levels, prices, coupons, tills, returns.
-- RULES.md P, V, L, D, N, R; names: CLI.md.

-- ---- documents: a sale row is any document with a receipt number (rule R5).
-- topup: money that buys stored value, a till movement and no revenue (rule V2).

ALTER TABLE sale ADD COLUMN salesperson_id @int64;
ALTER TABLE sale ADD COLUMN session_id @int64;
ALTER TABLE sale ADD COLUMN coupon_id @int64;
ALTER TABLE sale ADD COLUMN approver_id @int64;
ALTER TABLE sale ADD COLUMN reason @text;
CREATE INDEX sale_reverses ON sale (reverses_id) WHERE reverses_id IS NOT NULL;
CREATE INDEX sale_session ON sale (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX sale_topup ON sale (card_id) WHERE kind = 'topup';

-- A line that came back: which line of the reversed receipt.
ALTER TABLE sale_line ADD COLUMN of_line @int64;
-- What gave the discount: JSON, for "Why?" (H7).
ALTER TABLE sale_line ADD COLUMN discount_why @text;

-- Parts of a tender by stored value (rule V1).
ALTER TABLE payment ADD COLUMN principal @int64;
ALTER TABLE payment ADD COLUMN bonus @int64;

-- ---- stored value (rules V1, V2)

CREATE TABLE value_account (
	card_id @int64 NOT NULL PRIMARY KEY,
	principal @int64 NOT NULL CHECK (principal >= 0),
	bonus @int64 NOT NULL CHECK (bonus >= 0),
	seq @int64 NOT NULL
) @table;

CREATE TABLE value_entry (
	card_id @int64 NOT NULL, seq @int64 NOT NULL,
	op @text NOT NULL, principal @int64 NOT NULL, bonus @int64 NOT NULL,
	principal_after @int64 NOT NULL, bonus_after @int64 NOT NULL,
	at @int64 NOT NULL, day @int64 NOT NULL,
	store_id @int64, user_id @int64, doc_id @int64, other_card_id @int64, note @text,
	PRIMARY KEY (card_id, seq)
) @rowless;

CREATE TABLE topup_rule (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	amount @int64 NOT NULL CHECK (amount > 0),
	bonus @int64, bonus_percent @int64, from_day @int64, to_day @int64,
	active @int64 NOT NULL CHECK (active IN (0, 1)),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX topup_rule_code ON topup_rule (code) WHERE deleted = 0;
CREATE TABLE topup_rule_card_types (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL, PRIMARY KEY (owner_id, ref_id)
) @rowless;

-- ---- visits (rule V6)

-- What visits are for: one product, or whatever belongs to a category.
ALTER TABLE card_type ADD COLUMN visits_category_id @int64 REFERENCES product_category (id);

CREATE TABLE visit_account (
	card_id @int64 NOT NULL PRIMARY KEY, left_count @int64 NOT NULL CHECK (left_count >= 0), seq @int64 NOT NULL
) @table;

CREATE TABLE visit_entry (
	card_id @int64 NOT NULL, seq @int64 NOT NULL,
	id @int64 NOT NULL, op @text NOT NULL, delta @int64 NOT NULL, after @int64 NOT NULL,
	at @int64 NOT NULL, day @int64 NOT NULL,
	store_id @int64, user_id @int64, product_id @int64, doc_id @int64, undoes_seq @int64,
	PRIMARY KEY (card_id, seq)
) @rowless;
CREATE UNIQUE INDEX visit_entry_id ON visit_entry (id);

-- ---- gifts (rule P14)

CREATE TABLE gift (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	points @int64 NOT NULL CHECK (points > 0),
	stock @int64 NOT NULL CHECK (stock >= 0), low @int64, active @int64 NOT NULL CHECK (active IN (0, 1)),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX gift_code ON gift (code) WHERE deleted = 0;

CREATE TABLE gift_move (
	id @int64 NOT NULL PRIMARY KEY, number @text NOT NULL,
	gift_id @int64 NOT NULL, op @text NOT NULL, qty @int64 NOT NULL, stock_after @int64 NOT NULL,
	holder_id @int64, card_id @int64, points @int64, point_seq @int64, reverses_id @int64,
	at @int64 NOT NULL, day @int64 NOT NULL, store_id @int64, user_id @int64, note @text
) @table;
CREATE UNIQUE INDEX gift_move_number ON gift_move (number);
CREATE UNIQUE INDEX gift_move_reverses ON gift_move (reverses_id) WHERE reverses_id IS NOT NULL;
CREATE INDEX gift_move_gift ON gift_move (gift_id, id);

-- ---- levels (rules L1-L4)

ALTER TABLE customer ADD COLUMN level_until @int64;
ALTER TABLE customer ADD COLUMN level_locked @int64 NOT NULL DEFAULT 0;
ALTER TABLE customer ADD COLUMN level_warned @int64;
ALTER TABLE level ADD COLUMN retired_into_id @int64;

-- Net money spent by day: the sliding window (rule L1).
CREATE TABLE cust_day (
	customer_id @int64 NOT NULL, day @int64 NOT NULL, spent @int64 NOT NULL,
	PRIMARY KEY (customer_id, day)
) @rowless;

CREATE TABLE level_move (
	id @int64 NOT NULL PRIMARY KEY, customer_id @int64 NOT NULL,
	at @int64 NOT NULL, day @int64 NOT NULL,
	from_id @int64, to_id @int64, until_day @int64, old_until_day @int64,
	why @text NOT NULL, spent @int64 NOT NULL, doc_id @int64, batch_id @int64, user_id @int64
) @table;
CREATE INDEX level_move_customer ON level_move (customer_id, id);
CREATE INDEX level_move_batch ON level_move (batch_id) WHERE batch_id IS NOT NULL;

CREATE TABLE level_batch (
	id @int64 NOT NULL PRIMARY KEY, at @int64 NOT NULL, user_id @int64, note @text NOT NULL,
	moved @int64 NOT NULL, undone_at @int64
) @table;

-- ---- prices, promotions, coupons (rules D1-D5, R6)

CREATE TABLE price_rule (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	product_id @int64 REFERENCES product (id), category_id @int64 REFERENCES product_category (id),
	from_day @int64, to_day @int64, price @int64, discount_percent @int64,
	active @int64 NOT NULL CHECK (active IN (0, 1)),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX price_rule_code ON price_rule (code) WHERE deleted = 0;
CREATE INDEX price_rule_product ON price_rule (product_id) WHERE product_id IS NOT NULL;
CREATE TABLE price_rule_groups (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL, PRIMARY KEY (owner_id, ref_id)
) @rowless;
CREATE TABLE price_rule_levels (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL, PRIMARY KEY (owner_id, ref_id)
) @rowless;
CREATE TABLE price_rule_stores (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL, PRIMARY KEY (owner_id, ref_id)
) @rowless;

CREATE TABLE promotion (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	from_day @int64, to_day @int64, weekdays @text, from_time @int64, to_time @int64,
	discount_percent @int64, discount @int64, cap @int64,
	active @int64 NOT NULL CHECK (active IN (0, 1)),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX promotion_code ON promotion (code) WHERE deleted = 0;
CREATE TABLE promotion_products (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL, PRIMARY KEY (owner_id, ref_id)
) @rowless;
CREATE TABLE promotion_categories (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL, PRIMARY KEY (owner_id, ref_id)
) @rowless;

CREATE TABLE coupon (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	uses @int64 NOT NULL CHECK (uses > 0), used @int64 NOT NULL DEFAULT 0 CHECK (used >= 0),
	discount @int64, discount_percent @int64, cap @int64, minimum @int64,
	from_day @int64, to_day @int64, customer_id @int64,
	active @int64 NOT NULL CHECK (active IN (0, 1)),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX coupon_code ON coupon (code) WHERE deleted = 0;

-- ---- earning rules: the rest of P8

ALTER TABLE earn_rule ADD COLUMN birthday @text;
ALTER TABLE earn_rule ADD COLUMN nth_topup @int64;
CREATE TABLE earn_rule_stores (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL, PRIMARY KEY (owner_id, ref_id)
) @rowless;
CREATE TABLE earn_rule_card_types (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL, PRIMARY KEY (owner_id, ref_id)
) @rowless;
CREATE TABLE earn_rule_levels (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL, PRIMARY KEY (owner_id, ref_id)
) @rowless;
CREATE TABLE earn_rule_groups (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL, PRIMARY KEY (owner_id, ref_id)
) @rowless;
CREATE TABLE earn_rule_products (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL, PRIMARY KEY (owner_id, ref_id)
) @rowless;
CREATE TABLE earn_rule_categories (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL, PRIMARY KEY (owner_id, ref_id)
) @rowless;

-- One birthday bonus a customer in 365 days (rule P10).
CREATE TABLE birthday_bonus (
	customer_id @int64 NOT NULL PRIMARY KEY, day @int64 NOT NULL, doc_id @int64
) @table;

-- ---- till sessions (D6, rule N3)

CREATE TABLE till_session (
	id @int64 NOT NULL PRIMARY KEY, till_id @int64 NOT NULL, number @int64 NOT NULL,
	opened_at @int64 NOT NULL, opened_by @int64, day @int64 NOT NULL, float @int64 NOT NULL,
	closed_at @int64, closed_by @int64, expected @int64, counted @int64, difference @int64, note @text
) @table;
CREATE UNIQUE INDEX till_session_number ON till_session (till_id, number);
CREATE UNIQUE INDEX till_session_open ON till_session (till_id) WHERE closed_at IS NULL;

CREATE TABLE till_move (
	id @int64 NOT NULL PRIMARY KEY, session_id @int64 NOT NULL,
	at @int64 NOT NULL, amount @int64 NOT NULL, reason @text NOT NULL, user_id @int64
) @table;
CREATE INDEX till_move_session ON till_move (session_id, id);

-- ---- merging customers (rule P15)

CREATE TABLE customer_merge (
	id @int64 NOT NULL PRIMARY KEY, from_id @int64 NOT NULL, into_id @int64 NOT NULL,
	at @int64 NOT NULL, user_id @int64, body @text NOT NULL, undone_at @int64
) @table;
CREATE INDEX customer_merge_from ON customer_merge (from_id);

-- Sums by product group for reports (PERFORMANCE.md).
CREATE TABLE day_category (
	day @int64 NOT NULL, store_id @int64 NOT NULL, category_id @int64 NOT NULL,
	qty @int64 NOT NULL, total @int64 NOT NULL,
	PRIMARY KEY (day, store_id, category_id)
) @rowless;

-- What was sold before these sums were kept.
INSERT INTO day_category (day, store_id, category_id, qty, total)
SELECT s.day, s.store_id, COALESCE(l.category_id, 0), SUM(l.qty), SUM(l.net)
  FROM sale s JOIN sale_line l ON l.sale_id = s.id
 GROUP BY s.day, s.store_id, COALESCE(l.category_id, 0);
INSERT INTO cust_day (customer_id, day, spent)
SELECT customer_id, day, SUM(total) FROM sale WHERE customer_id IS NOT NULL
 GROUP BY customer_id, day;
