-- report: spending-change
-- title:  Change of spending power
-- help:   What customers spent in two periods, and by how much it changed; the largest changes first.
-- menu:   Customers
-- right:  report_customers
-- param:  from    day   today-90      From
-- param:  to      day   today         To
-- param:  before  day   today-181     Compared with, from
-- param:  until   day   today-91      Compared with, to
-- param:  minimum money 0             Changed by at least
-- param:  top     int   100           At most
-- column: code      code    12          Code
-- column: name      text    26          Full name
-- column: then      money   14   sum    Before
-- column: now       money   14   sum    Now
-- column: change    money   14   sum    Change
-- column: percent   percent  9          Change %
-- chart:  bar name change
-- drill:  open:customer code=code
WITH two AS (
	SELECT d.customer_id AS customer_id,
	       SUM(CASE WHEN d.day BETWEEN $before AND $until THEN d.spent ELSE 0 END) AS was,
	       SUM(CASE WHEN d.day BETWEEN $from AND $to THEN d.spent ELSE 0 END) AS now
	  FROM cust_day d
	 WHERE d.day BETWEEN $before AND $until OR d.day BETWEEN $from AND $to
	 GROUP BY d.customer_id)
SELECT c.code, c.name, t.was, t.now, t.now - t.was,
       CASE WHEN t.was > 0 THEN (t.now - t.was) * 10000 / t.was END
  FROM two t
  JOIN @customer c ON c.id = t.customer_id
 WHERE abs(t.now - t.was) >= coalesce($minimum, 0) AND t.now <> t.was
 ORDER BY abs(t.now - t.was) DESC, c.code
 LIMIT coalesce($top, 100);
