-- A quotation that has not gone out yet.
INSERT INTO quotation (id, number, customer_id, day, valid_until, state, lines, gross, off, total, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (2060, 'BG000001', 2003, 20261121, 20261221, 'draft', 1, 29000, 0, 29000, 'bg000001', '', 1, 1795246200000, 1795246200000, 0);
INSERT INTO quotation_line (quotation_id, n, product_id, code, name, unit, qty, ask_price, ask_off, ask_bp, list_price, price, gross, off, net)
VALUES (2060, 1, 2000, 'A', 'Cà phê', 'ly', 1000, -1, -1, -1, 29000, 29000, 29000, 0, 29000);
UPDATE number_series SET next = 2 WHERE name = 'quotation';
