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
SELECT s.code, s.name, s.kind, r.name, SUM(d.tickets), SUM(d.total),
       CASE WHEN SUM(d.tickets) > 0 THEN SUM(d.total) / SUM(d.tickets) END
  FROM day_sum d
  JOIN store s ON s.id = d.store_id
  LEFT JOIN region r ON r.id = s.region_id
 WHERE d.day BETWEEN $from AND $to
   AND ($kind IS NULL OR s.kind = $kind)
   AND d.store_id IN @visible_stores
 GROUP BY s.code, s.name, s.kind, r.name
 ORDER BY SUM(d.total) DESC, s.code;
