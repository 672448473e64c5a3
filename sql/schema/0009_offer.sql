-- Quotations, orders, the templates they are printed by. MISSION B4, D4; RULES C3, D1-D5.
-- Lines lie beside their document; what was issued is kept as it was (rule C3).

CREATE TABLE doc_template (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	kind @text NOT NULL CHECK (kind IN ('quotation', 'order')),
	lang @text NOT NULL CHECK (lang IN ('en', 'vi', 'zh_CN')),
	body @text NOT NULL,
	active @int64 NOT NULL CHECK (active IN (0, 1)),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX doc_template_code ON doc_template (code) WHERE deleted = 0;

-- expired is no state: a day after valid_until says so.
CREATE TABLE quotation (
	id @int64 NOT NULL PRIMARY KEY, number @text NOT NULL,
	customer_id @int64 NOT NULL REFERENCES customer (id),
	subject @text, contact @text,
	store_id @int64 REFERENCES store (id),
	day @int64 NOT NULL, valid_until @int64 NOT NULL,
	state @text NOT NULL CHECK (state IN ('draft', 'issued', 'accepted', 'declined', 'ordered')),
	template_id @int64 REFERENCES doc_template (id),
	terms @text, note @text,
	discount @int64, discount_percent @int64,
	lines @int64 NOT NULL DEFAULT 0,
	gross @int64 NOT NULL DEFAULT 0, off @int64 NOT NULL DEFAULT 0, total @int64 NOT NULL DEFAULT 0,
	priced_day @int64, issued_at @int64, answered_at @int64, reason @text,
	order_id @int64, copy_of_id @int64,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX quotation_number ON quotation (number) WHERE deleted = 0;
CREATE INDEX quotation_customer ON quotation (customer_id, id);
CREATE INDEX quotation_story ON quotation (customer_id, created_at, id) WHERE deleted = 0;
CREATE INDEX quotation_open ON quotation (valid_until, id) WHERE state IN ('issued', 'accepted');

-- What was asked (-1: nothing by hand) and what came of it when it was priced.
CREATE TABLE quotation_line (
	quotation_id @int64 NOT NULL, n @int64 NOT NULL,
	product_id @int64 NOT NULL, category_id @int64,
	code @text NOT NULL, name @text NOT NULL, unit @text,
	qty @int64 NOT NULL CHECK (qty > 0),            -- thousandths
	ask_price @int64 NOT NULL, ask_off @int64 NOT NULL, ask_bp @int64 NOT NULL,
	list_price @int64 NOT NULL, price @int64 NOT NULL,
	gross @int64 NOT NULL, off @int64 NOT NULL, net @int64 NOT NULL, why @text,
	CHECK (net = gross - off),
	PRIMARY KEY (quotation_id, n)
) @rowless;

CREATE TABLE sales_order (
	id @int64 NOT NULL PRIMARY KEY, number @text NOT NULL,
	customer_id @int64 NOT NULL REFERENCES customer (id),
	subject @text, contact @text, address @text,
	store_id @int64 REFERENCES store (id),
	day @int64 NOT NULL, due_day @int64,
	state @text NOT NULL
		CHECK (state IN ('draft', 'confirmed', 'delivering', 'delivered', 'closed', 'cancelled')),
	template_id @int64 REFERENCES doc_template (id),
	terms @text, note @text,
	discount @int64, discount_percent @int64,
	lines @int64 NOT NULL DEFAULT 0,
	gross @int64 NOT NULL DEFAULT 0, off @int64 NOT NULL DEFAULT 0, total @int64 NOT NULL DEFAULT 0,
	sold @int64 NOT NULL DEFAULT 0,                 -- money of it on receipts
	priced_day @int64, issued_at @int64, reason @text,
	quotation_id @int64 REFERENCES quotation (id),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX sales_order_number ON sales_order (number) WHERE deleted = 0;
CREATE UNIQUE INDEX sales_order_quotation ON sales_order (quotation_id)
 WHERE quotation_id IS NOT NULL AND deleted = 0;
CREATE INDEX sales_order_customer ON sales_order (customer_id, id);
CREATE INDEX sales_order_story ON sales_order (customer_id, created_at, id) WHERE deleted = 0;
CREATE INDEX sales_order_due ON sales_order (due_day, id) WHERE state IN ('confirmed', 'delivering');

CREATE TABLE order_line (
	order_id @int64 NOT NULL, n @int64 NOT NULL,
	product_id @int64 NOT NULL, category_id @int64,
	code @text NOT NULL, name @text NOT NULL, unit @text,
	qty @int64 NOT NULL CHECK (qty > 0),
	ask_price @int64 NOT NULL, ask_off @int64 NOT NULL, ask_bp @int64 NOT NULL,
	list_price @int64 NOT NULL, price @int64 NOT NULL,
	gross @int64 NOT NULL, off @int64 NOT NULL, net @int64 NOT NULL, why @text,
	delivered @int64 NOT NULL DEFAULT 0, sold @int64 NOT NULL DEFAULT 0,
	CHECK (net = gross - off),
	CHECK (delivered BETWEEN 0 AND qty),
	CHECK (sold BETWEEN 0 AND qty),
	PRIMARY KEY (order_id, n)
) @rowless;

-- Every delivery and every sale of an order's lines; it only grows.
CREATE TABLE order_move (
	order_id @int64 NOT NULL, seq @int64 NOT NULL,
	op @text NOT NULL CHECK (op IN ('deliver', 'sale')),
	n @int64 NOT NULL, qty @int64 NOT NULL CHECK (qty > 0),
	at @int64 NOT NULL, day @int64 NOT NULL, user_id @int64, sale_id @int64, net @int64, note @text,
	PRIMARY KEY (order_id, seq)
) @rowless;
CREATE INDEX order_move_sale ON order_move (sale_id) WHERE sale_id IS NOT NULL;

-- The text of a document as it went out: canonical JSON and its hash (rule C3). Never changed.
CREATE TABLE doc_issue (
	entity @text NOT NULL, row_id @int64 NOT NULL, seq @int64 NOT NULL,
	at @int64 NOT NULL, day @int64 NOT NULL, user_id @int64,
	template @text NOT NULL, lang @text NOT NULL, body @text NOT NULL, hash @text NOT NULL,
	PRIMARY KEY (entity, row_id, seq)
) @rowless;

INSERT INTO number_series (name, prefix, digits, next) VALUES ('quotation', 'BG', 6, 1);
INSERT INTO number_series (name, prefix, digits, next) VALUES ('order', 'DH', 6, 1);
