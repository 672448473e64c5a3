-- report: sales-by-month
-- title:  Sales by month
-- help:   Receipts and money by month.
-- menu:   Sales
-- right:  report_sales
-- param:  from   day        year-start   From
-- param:  to     day        today        To
-- param:  store  ref:store  -            Store
-- column: month     month    10          Month
-- column: tickets   int       8   sum    Receipts
-- column: sales     money    14   sum    Sales
-- column: average   money    12          Average receipt
-- column: members   money    14   sum    By members
-- column: share     percent   8          Members' share
-- chart:  bar month sales members
WITH part AS (
	SELECT d.day AS day, SUM(d.tickets) AS tickets, SUM(d.total) AS total, SUM(d.member_total) AS member_total
	  FROM sum_day d
	 WHERE d.day BETWEEN $from AND $kept_to
	   AND ($store IS NULL OR d.store_id = $store)
	   AND d.store_id IN @visible_stores
	 GROUP BY d.day
	UNION ALL
	SELECT d.day, SUM(d.tickets), SUM(d.total), SUM(d.member_total)
	  FROM day_sum d
	 WHERE d.day BETWEEN $rest_from AND $to
	   AND ($store IS NULL OR d.store_id = $store)
	   AND d.store_id IN @visible_stores
	 GROUP BY d.day)
SELECT day / 100 AS month, SUM(tickets), SUM(total),
       CASE WHEN SUM(tickets) > 0 THEN SUM(total) / SUM(tickets) END,
       SUM(member_total),
       CASE WHEN SUM(total) > 0 THEN SUM(member_total) * 10000 / SUM(total) END
  FROM part
 GROUP BY day / 100
 ORDER BY 1;
