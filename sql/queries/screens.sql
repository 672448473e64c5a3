-- What screens need beside records. Used by src/screens/places.c, settings.c, src/jobs/health.c.

-- name: place_tills
-- Where one may sell: seen by every cashier, whatever the rights on stores are.
SELECT t.code, t.name, s.code, s.name, coalesce(t.printer_route, 'screen'),
       coalesce(t.printer, ''), coalesce(t.paper_cols, 42)
  FROM till t JOIN store s ON s.id = t.store_id
 WHERE t.deleted = 0 AND s.deleted = 0 AND ($store IS NULL OR s.id = $store)
 ORDER BY s.code, t.code;

-- name: place_store
SELECT name FROM store WHERE id = $store;

-- Who gave a parameter its value, and when.
-- name: setting_changed
SELECT s.changed_at, coalesce(u.code, '') FROM setting s LEFT JOIN app_user u ON u.id = s.changed_by
 WHERE s.key = $key;

-- name: health.customers
-- private: only how many there are
SELECT COUNT(*) FROM customer WHERE deleted = 0;

-- name: health.receipts
SELECT COUNT(*) FROM sale;

-- name: health.trail
SELECT coalesce(MAX(seq), 0) FROM audit;
