-- report: sales-by-store
-- title:  Sales by store and dealer
-- help:   What every branch sold, shops and dealers.
-- menu:   Sales
-- right:  report_sales
-- param:  from   day    month-start  From
-- param:  to     day    today        To
-- param:  kind   choice:shop,dealer  -  Kind
-- column: store     code     10          Store
-- column: name      text     24          Name
-- column: kind      word:kind 8          Kind
-- column: region    text     14          Region
-- column: tickets   int       8   sum    Receipts
-- column: sales     money    14   sum    Sales
-- column: average   money    12          Average receipt
-- chart:  bar store sales
-- drill:  sales-by-day from=$from to=$to store=store
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
SELECT s.code, s.name, s.kind, r.name, SUM(d.tickets), SUM(d.total),
       CASE WHEN SUM(d.tickets) > 0 THEN SUM(d.total) / SUM(d.tickets) END
  FROM part d
  JOIN store s ON s.id = d.store_id
  LEFT JOIN region r ON r.id = s.region_id
 WHERE ($kind IS NULL OR s.kind = $kind)
 GROUP BY s.code, s.name, s.kind, r.name
 ORDER BY SUM(d.total) DESC, s.code;
