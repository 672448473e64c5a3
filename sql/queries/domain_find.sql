-- Search everywhere. Used by src/domain/find_all.c.

-- A receipt of the stores that may be looked into.
-- name: find.receipt
-- right: sale
SELECT s.id, st.name FROM sale s JOIN store st ON st.id = s.store_id
 WHERE s.store_id IN (SELECT id FROM store WHERE code = $store)
   AND s.series = $series AND s.number = $number
   AND s.store_id IN @visible_stores;
