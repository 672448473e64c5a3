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
-- group:  weekday
-- chart:  heat weekday hour sales
WITH by_hour AS (
	SELECT d.day AS day, d.hour AS hour, SUM(d.tickets) AS tickets, SUM(d.total) AS total
	  FROM day_sum d
	 WHERE d.day BETWEEN $from AND $head_to
	   AND ($store IS NULL OR d.store_id = $store)
	   AND d.store_id IN @visible_stores
	 GROUP BY d.day, d.hour
	UNION ALL
	SELECT d.day AS day, d.hour AS hour, SUM(d.tickets) AS tickets, SUM(d.total) AS total
	  FROM day_sum d
	 WHERE d.day BETWEEN $tail_from AND $to
	   AND ($store IS NULL OR d.store_id = $store)
	   AND d.store_id IN @visible_stores
	 GROUP BY d.day, d.hour),
by_day AS (
	SELECT d.day / 10000 - (14 - d.day / 100 % 100) / 12 AS y,
	       d.day / 100 % 100 + 12 * ((14 - d.day / 100 % 100) / 12) - 2 AS m,
	       d.day % 100 AS dd, d.hour AS hour, d.tickets AS tickets, d.total AS total
	  FROM by_hour d),
part AS (
	SELECT d.weekday AS weekday, d.hour AS hour, SUM(d.tickets) AS tickets, SUM(d.total) AS total
	  FROM sum_hour d
	 WHERE $month_first <= $month_last AND d.month BETWEEN $month_first AND $month_last
	   AND ($store IS NULL OR d.store_id = $store)
	   AND d.store_id IN @visible_stores
	 GROUP BY d.weekday, d.hour
	UNION ALL
	SELECT (y + y / 4 - y / 100 + y / 400 + dd + 31 * m / 12 + 6) % 7 + 1, hour, SUM(tickets), SUM(total)
	  FROM by_day
	 GROUP BY (y + y / 4 - y / 100 + y / 400 + dd + 31 * m / 12 + 6) % 7 + 1, hour)
SELECT weekday, hour, SUM(tickets), SUM(total)
  FROM part
 GROUP BY weekday, hour
 ORDER BY 1, 2;
