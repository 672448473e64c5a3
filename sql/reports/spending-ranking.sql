-- report: spending-ranking
-- title:  Customers by spending
-- help:   Who spent most in the period, how often they came, and when last.
-- menu:   Customers
-- right:  report_customers
-- param:  from   day        year-start   From
-- param:  to     day        today        To
-- param:  level  ref:level  -            Level
-- param:  top    int        100          At most
-- column: code      code    12          Code
-- column: name      text    28          Full name
-- column: level     text    12          Level
-- column: days      int      8          Days
-- column: spent     money   14   sum    Spent
-- column: each      money   12          A day
-- column: last      day     12          Last purchase
-- chart:  bar name spent
-- drill:  open:customer code=code
SELECT c.code, c.name, l.name, COUNT(*), SUM(d.spent), SUM(d.spent) / COUNT(*), MAX(d.day)
  FROM cust_day d
  JOIN @customer c ON c.id = d.customer_id
  LEFT JOIN level l ON l.id = c.level_id
 WHERE d.day BETWEEN $from AND $to
   AND ($level IS NULL OR c.level_id = $level)
 GROUP BY c.id, c.code, c.name, l.name
HAVING SUM(d.spent) > 0
 ORDER BY SUM(d.spent) DESC, c.code
 LIMIT coalesce($top, 100);
