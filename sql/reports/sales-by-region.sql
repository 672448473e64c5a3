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
SELECT coalesce(r.name, '-'), COUNT(DISTINCT d.store_id), SUM(d.tickets), SUM(d.total)
  FROM day_sum d
  JOIN store s ON s.id = d.store_id
  LEFT JOIN region r ON r.id = s.region_id
 WHERE d.day BETWEEN $from AND $to
   AND d.store_id IN @visible_stores
 GROUP BY coalesce(r.name, '-')
 ORDER BY SUM(d.total) DESC, coalesce(r.name, '-');
