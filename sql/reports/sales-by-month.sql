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
SELECT d.day / 100 AS month, SUM(d.tickets), SUM(d.total),
       CASE WHEN SUM(d.tickets) > 0 THEN SUM(d.total) / SUM(d.tickets) END,
       SUM(d.member_total),
       CASE WHEN SUM(d.total) > 0 THEN SUM(d.member_total) * 10000 / SUM(d.total) END
  FROM day_sum d
 WHERE d.day BETWEEN $from AND $to
   AND ($store IS NULL OR d.store_id = $store)
   AND d.store_id IN @visible_stores
 GROUP BY d.day / 100
 ORDER BY d.day / 100;
