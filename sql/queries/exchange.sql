-- Import: saved column maps and rows that are here already. Used by src/exchange/import*.c.

-- name: import_map_get
SELECT body FROM import_map WHERE entity = $entity AND name = $name;

-- name: import_map_put
INSERT INTO import_map (entity, name, body) VALUES ($entity, $name, $body)
    ON CONFLICT (entity, name) DO UPDATE SET body = excluded.body;

-- name: import_same_customer
SELECT c.id FROM @customer c
 WHERE c.sort_key = $sort AND c.birth IS NULL AND c.phone IS NULL AND c.phone2 IS NULL
 ORDER BY c.id LIMIT 1;

-- name: import_same_product
SELECT p.id FROM @product p WHERE p.sort_key = $sort ORDER BY p.id LIMIT 1;

-- name: import_same_barcode
SELECT p.id FROM @product p WHERE p.barcode = $text AND p.deleted = 0;
