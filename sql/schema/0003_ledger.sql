-- Sales, points, summaries. RULES.md P, N, R; PERFORMANCE.md "What a sale costs":
-- pages touched are the cost, so rows lie beside what they belong to.

CREATE TABLE sale (
	id @int64 NOT NULL PRIMARY KEY,
	store_id @int64 NOT NULL, till_id @int64, series @text NOT NULL, number @int64 NOT NULL,
	kind @text NOT NULL CHECK (kind IN ('sale', 'refund', 'exchange', 'void', 'topup', 'topup_void', 'payout')),
	at @int64 NOT NULL, day @int64 NOT NULL, user_id @int64,
	customer_id @int64, card_id @int64, holder_id @int64, level_id @int64,
	discount @int64 NOT NULL,           -- asked on the receipt, amount; already inside the lines
	gross @int64 NOT NULL, total @int64 NOT NULL,
	rounding @int64 NOT NULL, paid @int64 NOT NULL, change @int64 NOT NULL,
	earn_base @int64 NOT NULL, earned @int64 NOT NULL, points_after @int64, why @text,
	reverses_id @int64,
	topup @int64 NOT NULL DEFAULT 0,    -- money for stored value: no revenue (rule V2)
	CHECK (total + topup + rounding = paid - change)
) @table;
CREATE UNIQUE INDEX sale_number ON sale (store_id, series, number);
CREATE INDEX sale_customer ON sale (customer_id, id) WHERE customer_id IS NOT NULL;

CREATE TABLE sale_line (
	sale_id @int64 NOT NULL, n @int64 NOT NULL,
	product_id @int64 NOT NULL, category_id @int64,
	code @text NOT NULL, name @text NOT NULL, unit @text,
	qty @int64 NOT NULL,                -- thousandths
	list_price @int64 NOT NULL, price @int64 NOT NULL,
	gross @int64 NOT NULL, off @int64 NOT NULL, receipt_off @int64 NOT NULL, net @int64 NOT NULL,
	no_points @int64 NOT NULL, why @text,
	CHECK (net = gross - off),
	PRIMARY KEY (sale_id, n)
) @rowless;

CREATE TABLE payment (
	sale_id @int64 NOT NULL, n @int64 NOT NULL,
	method @text NOT NULL, amount @int64 NOT NULL, points @int64, card_id @int64,
	PRIMARY KEY (sale_id, n)
) @rowless;

-- The balance is a cached sum; the ledger and the lots prove it (rule P1).
CREATE TABLE point_account (
	holder_id @int64 NOT NULL PRIMARY KEY,
	balance @int64 NOT NULL, seq @int64 NOT NULL
) @table;

CREATE TABLE point_entry (
	holder_id @int64 NOT NULL, seq @int64 NOT NULL,
	op @text NOT NULL, delta @int64 NOT NULL, balance_after @int64 NOT NULL,
	at @int64 NOT NULL, day @int64 NOT NULL,
	store_id @int64, user_id @int64, doc_id @int64, note @text,
	PRIMARY KEY (holder_id, seq)
) @rowless;

-- A lot is named by the entry that made it. remaining is what is unspent.
CREATE TABLE point_lot (
	holder_id @int64 NOT NULL, lot @int64 NOT NULL,
	amount @int64 NOT NULL CHECK (amount > 0),
	remaining @int64 NOT NULL CHECK (remaining BETWEEN 0 AND amount),
	usable_day @int64 NOT NULL, expires_day @int64,
	PRIMARY KEY (holder_id, lot)
) @rowless;

-- Which entry took how much from which lot (refunds put it back, rule P3).
CREATE TABLE point_draw (
	holder_id @int64 NOT NULL, seq @int64 NOT NULL, lot @int64 NOT NULL,
	amount @int64 NOT NULL CHECK (amount > 0),
	PRIMARY KEY (holder_id, seq, lot)
) @rowless;

CREATE TABLE day_sum (
	day @int64 NOT NULL, store_id @int64 NOT NULL, user_id @int64 NOT NULL, hour @int64 NOT NULL,
	tickets @int64 NOT NULL, gross @int64 NOT NULL, total @int64 NOT NULL,
	rounding @int64 NOT NULL, member_tickets @int64 NOT NULL, member_total @int64 NOT NULL,
	earned @int64 NOT NULL,
	PRIMARY KEY (day, store_id, user_id, hour)
) @rowless;

CREATE TABLE day_tender (
	day @int64 NOT NULL, store_id @int64 NOT NULL, method @text NOT NULL,
	amount @int64 NOT NULL, count @int64 NOT NULL,
	PRIMARY KEY (day, store_id, method)
) @rowless;

-- Points and members by day: the rest of the home screen.
CREATE TABLE day_member (
	day @int64 NOT NULL, store_id @int64 NOT NULL,
	members @int64 NOT NULL, points_given @int64 NOT NULL, points_used @int64 NOT NULL,
	PRIMARY KEY (day, store_id)
) @rowless;

CREATE TABLE cust_sum (
	customer_id @int64 NOT NULL PRIMARY KEY,
	spent @int64 NOT NULL, sales @int64 NOT NULL, first_day @int64 NOT NULL, last_day @int64 NOT NULL
) @table;
