-- What a sale costs. PERFORMANCE.md "What a sale costs"; doc/BENCH.md.
--
-- The list of kinds was an IN of seven texts, for which SQLite builds a table in memory
-- with every row that comes in: a tenth of a sale. Said as alternatives it stops at the
-- first. SQLite changes a CHECK only by making the table anew.

CREATE TABLE sale_again (
	id @int64 NOT NULL PRIMARY KEY,
	store_id @int64 NOT NULL, till_id @int64, series @text NOT NULL, number @int64 NOT NULL,
	kind @text NOT NULL CHECK (kind = 'sale' OR kind = 'refund' OR kind = 'exchange' OR
	    kind = 'void' OR kind = 'topup' OR kind = 'topup_void' OR kind = 'payout'),
	at @int64 NOT NULL, day @int64 NOT NULL, user_id @int64,
	customer_id @int64, card_id @int64, holder_id @int64, level_id @int64,
	discount @int64 NOT NULL,           -- asked on the receipt, amount; already inside the lines
	gross @int64 NOT NULL, total @int64 NOT NULL,
	rounding @int64 NOT NULL, paid @int64 NOT NULL, change @int64 NOT NULL,
	earn_base @int64 NOT NULL, earned @int64 NOT NULL, points_after @int64, why @text,
	reverses_id @int64,
	topup @int64 NOT NULL DEFAULT 0,    -- money for stored value: no revenue (rule V2)
	salesperson_id @int64, session_id @int64, coupon_id @int64, approver_id @int64, reason @text,
	CHECK (total + topup + rounding = paid - change)
) @table;
INSERT INTO sale_again (id, store_id, till_id, series, number, kind, at, day, user_id,
	customer_id, card_id, holder_id, level_id, discount, gross, total, rounding, paid, change,
	earn_base, earned, points_after, why, reverses_id, topup,
	salesperson_id, session_id, coupon_id, approver_id, reason)
SELECT id, store_id, till_id, series, number, kind, at, day, user_id,
	customer_id, card_id, holder_id, level_id, discount, gross, total, rounding, paid, change,
	earn_base, earned, points_after, why, reverses_id, topup,
	salesperson_id, session_id, coupon_id, approver_id, reason
  FROM sale ORDER BY id;
DROP TABLE sale;
ALTER TABLE sale_again RENAME TO sale;
CREATE UNIQUE INDEX sale_number ON sale (store_id, series, number);
CREATE INDEX sale_customer ON sale (customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX sale_reverses ON sale (reverses_id) WHERE reverses_id IS NOT NULL;
CREATE INDEX sale_session ON sale (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX sale_topup ON sale (card_id) WHERE kind = 'topup';
