-- report: may-be-lost
-- title:  Customers who may be lost
-- help:   Found by rule: bought before, and not for so many days; what they had spent first.
-- menu:   Service
-- right:  report_service
-- param:  since  day        today-90     Not since
-- param:  minimum money     0            Had spent at least
-- param:  top    int        200          At most
-- column: code      code    12          Code
-- column: name      text    26          Full name
-- column: phone     phone   16          Phone
-- column: last      day     12          Last purchase
-- column: sales     int      8   sum    Receipts
-- column: spent     money   14   sum    Had spent
-- drill:  open:customer code=code
SELECT c.code, c.name, c.phone, cs.last_day, cs.sales, cs.spent
  FROM cust_sum cs
  JOIN @customer c ON c.id = cs.customer_id
 WHERE cs.last_day < $since AND cs.sales > 0 AND cs.spent >= coalesce($minimum, 0)
 ORDER BY cs.spent DESC, c.code
 LIMIT coalesce($top, 200);
