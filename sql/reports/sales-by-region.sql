-- report: sales-by-region
-- title:  Sales by region
-- help:   What was sold in the stores and dealers of each region.
-- menu:   Sales
-- right:  report_sales
-- param:  from   day    month-start  From
-- param:  to     day    today        To
-- column: region    text     24          Region
-- column: stores    int       8   sum    Stores
-- column: tickets   int       8   sum    Receipts
-- column: sales     money    14   sum    Sales
-- chart:  share region sales
WITH part AS (
	SELECT d.store_id AS store_id, SUM(d.tickets) AS tickets, SUM(d.total) AS total
	  FROM sum_user d
	 WHERE d.month BETWEEN $month_first AND $month_last
	   AND d.store_id IN @visible_stores
	 GROUP BY d.store_id
	UNION ALL
	SELECT d.store_id, SUM(d.tickets), SUM(d.total)
	  FROM day_sum d
	 WHERE d.day BETWEEN $from AND $head_to
	   AND d.store_id IN @visible_stores
	 GROUP BY d.store_id
	UNION ALL
	SELECT d.store_id, SUM(d.tickets), SUM(d.total)
	  FROM day_sum d
	 WHERE d.day BETWEEN $tail_from AND $to
	   AND d.store_id IN @visible_stores
	 GROUP BY d.store_id)
SELECT coalesce(r.name, '-'), COUNT(DISTINCT d.store_id), SUM(d.tickets), SUM(d.total)
  FROM part d
  JOIN store s ON s.id = d.store_id
  LEFT JOIN region r ON r.id = s.region_id
 GROUP BY coalesce(r.name, '-')
 ORDER BY SUM(d.total) DESC, coalesce(r.name, '-');
