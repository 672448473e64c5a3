-- report: sales-by-day
-- title:  Sales by day
-- help:   Receipts and money by business day, from the sums kept with every posting.
-- menu:   Sales
-- right:  report_sales
-- param:  from   day        month-start  From
-- param:  to     day        today        To
-- param:  store  ref:store  -            Store
-- column: day       day      12          Day
-- column: weekday   weekday  10          Weekday
-- column: tickets   int       8   sum    Receipts
-- column: sales     money    14   sum    Sales
-- column: members   money    14   sum    By members
-- column: discount  money    12   sum    Discounts
-- chart:  line day sales members
-- drill:  receipts from=day to=day store=$store
SELECT d.day, d.day AS weekday, SUM(d.tickets), SUM(d.total), SUM(d.member_total), SUM(d.gross - d.total)
  FROM sum_day d
 WHERE d.day BETWEEN $from AND $kept_to
   AND ($store IS NULL OR d.store_id = $store)
   AND d.store_id IN @visible_stores
 GROUP BY d.day
UNION ALL
SELECT d.day, d.day, SUM(d.tickets), SUM(d.total), SUM(d.member_total), SUM(d.gross - d.total)
  FROM day_sum d
 WHERE d.day BETWEEN $rest_from AND $to
   AND ($store IS NULL OR d.store_id = $store)
   AND d.store_id IN @visible_stores
 GROUP BY d.day
 ORDER BY 1;
