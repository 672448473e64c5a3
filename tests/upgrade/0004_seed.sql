-- What the program of schema 4 kept besides, and a little of the rule book.
INSERT INTO day_category (day, store_id, category_id, qty, total) VALUES (20261121, 1000, 0, 2000, 58000);
INSERT INTO cust_day (customer_id, day, spent) VALUES (2003, 20261121, 58000);
INSERT INTO till_session (id, till_id, number, opened_at, opened_by, day, float)
VALUES (2020, 1001, 1, 1795246200000, 1003, 20261121, 0);
INSERT INTO gift (id, code, name, points, stock, active, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (2021, 'G1', 'Cốc', 50, 0, 1, 'coc g1', 'coc', 1, 1795246200000, 1795246200000, 0);
INSERT INTO coupon (id, code, name, uses, discount, active, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (2022, 'TEN', 'Ten thousand off', 1, 10000, 1, 'ten thousand off ten', 'ten', 1, 1795246200000, 1795246200000, 0);
