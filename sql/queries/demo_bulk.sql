-- Customers by the million for the demo shop and the benches: src/cli/demo_bulk.c.
-- The same rows as record_insert() and card_issue() make, without asking each
-- time. Tables: sql/schema/0002_customer.sql.

-- name: demo.take_codes
-- right: customer.add
UPDATE number_series SET next = next + $n WHERE name = 'customer'
RETURNING next - $n, prefix, digits;

-- name: demo.add_customer
-- right: customer.add
-- private: made for the demo shop, with its owner and scope
INSERT INTO customer (id, code, kind, name, sex, birth, phone, phone2, email, address,
	postcode, region_id, id_number, id_number_blind, occupation_id, industry_id, education_id,
	source_id, category_id, level_id, note, consent_sms, consent_email, store_id,
	owner_id, scope, fold, sort_key, version, created_at, created_by,
	changed_at, changed_by, deleted)
VALUES ($id, $code, $kind, $name, $sex, $birth, $phone, $phone2, $email, $address,
	$postcode, $region, $id_number, $id_blind, $occupation, $industry, $education,
	$source, $category, $level, $note, $sms, $mail, $store,
	$owner, $scope, $fold, $sort, 1, $at, $owner, $at, $owner, 0);

-- name: demo.add_phone
-- right: customer.add
INSERT INTO customer_phone (rev, id) VALUES ($rev, $id);

-- name: demo.add_interest
-- right: customer.add
INSERT INTO customer_interests (owner_id, ref_id) VALUES ($id, $ref);

-- name: demo.add_group
-- right: customer.add
INSERT INTO customer_groups (owner_id, ref_id) VALUES ($id, $ref);

-- name: demo.add_card
-- right: card.add
-- private: made with its customer
INSERT INTO card (id, number, customer_id, type_id, status, issued_day, expires_day,
	store_id, fold, sort_key, version, created_at, created_by, changed_at, changed_by, deleted)
VALUES ($id, $number, $customer, $type, 'active', $day, NULL,
	$store, $number, $number, 1, $at, NULL, $at, NULL, 0);

-- name: demo.index_customer
-- right: customer.add
INSERT INTO customer_fts (rowid, text) VALUES ($id, $text);

-- name: demo.optimize
-- right: customer.add
INSERT INTO customer_fts (customer_fts) VALUES ('optimize');
