-- report: birthdays
-- title:  Birthdays in a month
-- help:   Who has a birthday in the month, by day. The 29th of February is always on its list.
-- menu:   Customers
-- right:  report_customers
-- param:  month  int        this-month   Month
-- param:  store  ref:store  -            Store
-- param:  level  ref:level  -            Level
-- column: birth     birth   12          Birthday
-- column: code      code    12          Code
-- column: name      text    28          Full name
-- column: phone     phone   16          Phone
-- column: level     text    12          Level
-- column: age       int      5          Turns
-- column: last      day     12          Last purchase
-- drill:  open:customer code=code
SELECT c.birth, c.code, c.name, c.phone, l.name,
       CASE WHEN c.birth >= 10000 THEN $today / 10000 - c.birth / 10000 END, cs.last_day
  FROM @customer c
  LEFT JOIN level l ON l.id = c.level_id
  LEFT JOIN cust_sum cs ON cs.customer_id = c.id
 WHERE c.birth IS NOT NULL
   AND c.birth % 10000 BETWEEN $month * 100 AND $month * 100 + 99
   AND ($store IS NULL OR c.store_id = $store)
   AND ($level IS NULL OR c.level_id = $level)
 ORDER BY c.birth % 10000, c.sort_key, c.id;
