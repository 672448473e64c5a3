-- An appointment and a contract.
INSERT INTO appointment (id, number, name, customer_id, at, until, state, private, fold, sort_key, version, created_at, created_by, changed_at, deleted)
VALUES (2050, 'LH000001', 'Tasting', 2003, 1795246200000, 1795249800000, 'open', 0, 'tasting lh000001', 'tasting', 1, 1795246200000, 1003, 1795246200000, 0);
UPDATE number_series SET next = 2 WHERE name = 'appointment';
INSERT INTO contract (id, number, customer_id, name, start_day, end_day, maintenance, anchor, status, user_id, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (2051, 'HD000001', 2003, 'Machine', 20260101, 20261231, 0, 0, 'running', 1003, 'machine hd000001', 'machine', 1, 1795246200000, 1795246200000, 0);
UPDATE number_series SET next = 2 WHERE name = 'contract';
