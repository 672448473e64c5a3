-- report: sales-by-tender
-- title:  Sales by tender
-- help:   How receipts were paid, change taken off cash.
-- menu:   Sales
-- right:  report_sales
-- param:  from   day        month-start  From
-- param:  to     day        today        To
-- param:  store  ref:store  -            Store
-- column: method    word:method  14      Tender
-- column: count     int       8   sum    Payments
-- column: amount    money    14   sum    Amount
-- chart:  share method amount
WITH part AS (
	SELECT d.method AS method, SUM(d.count) AS count, SUM(d.amount) AS amount
	  FROM sum_tender d
	 WHERE d.month BETWEEN $month_first AND $month_last
	   AND ($store IS NULL OR d.store_id = $store)
	   AND d.store_id IN @visible_stores
	 GROUP BY d.method
	UNION ALL
	SELECT d.method, SUM(d.count), SUM(d.amount)
	  FROM day_tender d
	 WHERE d.day BETWEEN $from AND $head_to
	   AND ($store IS NULL OR d.store_id = $store)
	   AND d.store_id IN @visible_stores
	 GROUP BY d.method
	UNION ALL
	SELECT d.method, SUM(d.count), SUM(d.amount)
	  FROM day_tender d
	 WHERE d.day BETWEEN $tail_from AND $to
	   AND ($store IS NULL OR d.store_id = $store)
	   AND d.store_id IN @visible_stores
	 GROUP BY d.method)
SELECT method, SUM(count), SUM(amount)
  FROM part
 GROUP BY method
 ORDER BY SUM(amount) DESC, method;
