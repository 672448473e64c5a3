-- report: not-approached
-- title:  Customers not yet approached
-- help:   Customers nobody has talked to yet, by the store that looks after them.
-- menu:   Service
-- right:  report_service
-- param:  store  ref:store  -            Store
-- param:  top    int        500          At most
-- column: store     text    18          Store
-- column: code      code    12          Code
-- column: name      text    26          Full name
-- column: phone     phone   16          Phone
-- column: spent     money   14   sum    Spent in all
-- column: last      day     12          Last purchase
-- drill:  open:customer code=code
SELECT coalesce(s.name, '-'), c.code, c.name, c.phone, coalesce(cs.spent, 0), cs.last_day
  FROM @customer c
  LEFT JOIN store s ON s.id = c.store_id
  LEFT JOIN cust_sum cs ON cs.customer_id = c.id
 WHERE NOT EXISTS (SELECT 1 FROM customer_touch t WHERE t.customer_id = c.id)
   AND ($store IS NULL OR c.store_id = $store)
 ORDER BY coalesce(cs.spent, 0) DESC, c.code
 LIMIT coalesce($top, 500);
