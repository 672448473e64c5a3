-- A member with a card, something to sell, a rule of points.
INSERT INTO customer (id, code, kind, name, birth, phone, id_number, consent_sms, consent_email, store_id, owner_id, scope,
	fold, sort_key, version, created_at, created_by, changed_at, changed_by, deleted)
VALUES (2003, 'KH000001', 'person', 'Nguyễn Văn Ánh', 19900214, '+84901234567', '079190001234', 0, 0, 1000, 1003, 0,
	'nguyen van anh kh000001 0901234567 4000001', 'nguye{n va{n anh', 1, 1795246200000, 1003, 1795246200000, 1003, 0);
INSERT INTO customer_fts (rowid, text) VALUES (2003, 'nguyen van anh kh000001 0901234567 4000001');
INSERT INTO customer_phone (rev, id) VALUES ('76543210948', 2003);
INSERT INTO contact (id, customer_id, name, main, former, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (2010, 2003, 'Lê Thị Bình', 1, 0, 'le thi binh', 'le thi binh', 1, 1795246200000, 1795246200000, 0);
INSERT INTO card_type (id, code, name, points, value, visits, discount_percent, spend_order, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (2001, 'M', 'Member', 1, 0, 0, 0, 'proportion', 'member m', 'member', 1, 1795246200000, 1795246200000, 0);
INSERT INTO card (id, number, customer_id, type_id, status, issued_day, store_id, pin_wrong, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (2004, '4000001', 2003, 2001, 'active', 20261121, 1000, 0, '4000001', '4000001', 1, 1795246200000, 1795246200000, 0);
INSERT INTO product (id, code, name, unit, price, no_points, no_discount, active, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (2000, 'A', 'Cà phê', 'ly', 29000, 0, 0, 1, 'ca phe a', 'ca phe', 1, 1795246200000, 1795246200000, 0);
INSERT INTO product_fts (rowid, text) VALUES (2000, 'ca phe a');
INSERT INTO earn_rule (id, code, name, effect, points, amount, exclusive, active, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (2002, 'BASE', 'Base', 'per_amount', 1, 10000, 0, 1, 'base base', 'base', 1, 1795246200000, 1795246200000, 0);
