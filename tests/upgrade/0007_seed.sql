-- The relation with the member: talked to once, rated once, one suggestion.
INSERT INTO interaction (id, customer_id, at, channel_id, course, contact_again, user_id, fold, sort_key, version, created_at, created_by, changed_at, deleted)
VALUES (2040, 2003, 1795246200000, 940, 'Asked about tea', 20261201, 1003, 'asked about tea', '', 1, 1795246200000, 1003, 1795246200000, 0);
INSERT INTO customer_touch (customer_id, contacts, last_id, last_at, again_day, again_user_id)
VALUES (2003, 1, 2040, 1795246200000, 20261201, 1003);
INSERT INTO rating (id, customer_id, day, prospect, worth, stage, score, user_id, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (2041, 2003, 20261121, 1, 1, 'interested', 60, 1003, '', '', 1, 1795246200000, 1795246200000, 0);
UPDATE customer SET prospect = 1, worth = 1, stage = 'interested', score = 60 WHERE id = 2003;
INSERT INTO suggestion (id, number, customer_id, kind_id, at, subject, state, user_id, fold, sort_key, version, created_at, changed_at, deleted)
VALUES (2042, 'GY000001', 2003, 951, 1795246200000, 'Open earlier', 'new', 1003, 'open earlier gy000001', '', 1, 1795246200000, 1795246200000, 0);
UPDATE number_series SET next = 2 WHERE name = 'suggestion';
