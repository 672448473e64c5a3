-- Search columns and maps. Used by src/store/search.c and record_save.c.

-- name: search_cards
SELECT number FROM card WHERE customer_id = $customer AND deleted = 0;

-- name: phone_drop
DELETE FROM customer_phone WHERE rev = $rev AND id = $id;

-- name: phone_add
INSERT INTO customer_phone (rev, id) VALUES ($rev, $id) ON CONFLICT (rev, id) DO NOTHING;

-- name: phone_same
SELECT p.id FROM customer_phone p JOIN customer c ON c.id = p.id
 WHERE p.rev = $rev AND c.deleted = 0 AND c.id <> $id;

-- name: customer_same_birth
SELECT id FROM customer WHERE birth % 10000 = $birth % 10000 AND birth = $birth
   AND sort_key = $sort AND deleted = 0 AND id <> $id;

-- name: customer_same_id
SELECT id FROM customer WHERE id_number_blind = $hash AND deleted = 0 AND id <> $id;

-- name: sale_any
SELECT id FROM sale LIMIT 1;
