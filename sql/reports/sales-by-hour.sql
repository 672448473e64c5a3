-- report: sales-by-hour
-- title:  Sales by weekday and hour
-- help:   When customers come: receipts and money by weekday and hour of payment.
-- menu:   Sales
-- right:  report_sales
-- param:  from   day        today-90     From
-- param:  to     day        today        To
-- param:  store  ref:store  -            Store
-- column: weekday   weekday  10          Weekday
-- column: hour      hour      6          Hour
-- column: tickets   int       8   sum    Receipts
-- column: sales     money    14   sum    Sales
-- chart:  heat weekday hour sales
WITH by_day AS (
	SELECT d.day / 10000 - (14 - d.day / 100 % 100) / 12 AS y,
	       d.day / 100 % 100 + 12 * ((14 - d.day / 100 % 100) / 12) - 2 AS m,
	       d.day % 100 AS dd, d.hour AS hour, d.tickets AS tickets, d.total AS total
	  FROM day_sum d
	 WHERE d.day BETWEEN $from AND $to
	   AND ($store IS NULL OR d.store_id = $store)
	   AND d.store_id IN @visible_stores)
SELECT (y + y / 4 - y / 100 + y / 400 + dd + 31 * m / 12 + 6) % 7 + 1 AS weekday,
       hour, SUM(tickets), SUM(total)
  FROM by_day
 GROUP BY (y + y / 4 - y / 100 + y / 400 + dd + 31 * m / 12 + 6) % 7 + 1, hour
 ORDER BY 1, 2;
