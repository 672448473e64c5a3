-- What screens need beside records. Used by src/screens/places.c.

-- name: place_tills
-- Where one may sell: seen by every cashier, whatever the rights on stores are.
SELECT t.code, t.name, s.code, s.name, coalesce(t.printer_route, 'screen'),
       coalesce(t.printer, ''), coalesce(t.paper_cols, 42)
  FROM till t JOIN store s ON s.id = t.store_id
 WHERE t.deleted = 0 AND s.deleted = 0 AND ($store IS NULL OR s.id = $store)
 ORDER BY s.code, t.code;

-- name: place_store
SELECT name FROM store WHERE id = $store;
