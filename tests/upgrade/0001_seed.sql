-- A store as schema 1 kept it: one shop, one till, its administrator. Times: 2026-11-21 14:30+07.
INSERT INTO setting (key, value, changed_at) VALUES ('shop.currency', 'VND', 1795246200000);
INSERT INTO setting (key, value, changed_at) VALUES ('cash.rounding', '500', 1795246200000);
INSERT INTO number_series (name, prefix, digits, next) VALUES ('customer', 'KH', 6, 2);
UPDATE id_block SET next = 3000 WHERE name = 'id';
INSERT INTO region (id, code, name, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (1090, 'HCM', 'Hồ Chí Minh', 'ho chi minh hcm', 'ho chi minh', 1, 1795246200000, 1795246200000, 0);
INSERT INTO store (id, code, name, kind, closed, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (1000, 'S1', 'Quen', 'shop', 0, 'quen s1', 'quen', 1, 1795246200000, 1795246200000, 0);
INSERT INTO till (id, code, name, store_id, printer_route, paper_cols, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (1001, 'T1', 'Till 1', 1000, 'screen', 42, 'till 1 t1', 'till 1', 1, 1795246200000, 1795246200000, 0);
INSERT INTO user_group (id, code, name, admin, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (1002, 'admin', 'Administrators', 1, 'administrators admin', 'administrators', 1, 1795246200000, 1795246200000, 0);
INSERT INTO app_user (id, code, name, store_id, active, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (1003, 'admin', 'Administrator', 1000, 1, 'administrator admin', 'administrator', 1, 1795246200000, 1795246200000, 0);
INSERT INTO user_groups (owner_id, ref_id) VALUES (1003, 1002);
INSERT INTO draft (user_id, key, title, at, body)
VALUES (1003, 'form:customer:0', 'New customer', 1795246200000, '{"name":"Half typed"}');
