-- report: sales-by-cashier
-- title:  Sales by cashier
-- help:   Who took how much, and how many of the receipts were of members.
-- menu:   Sales
-- right:  report_sales
-- param:  from   day        month-start  From
-- param:  to     day        today        To
-- param:  store  ref:store  -            Store
-- column: user      code     12          User
-- column: name      text     24          Name
-- column: tickets   int       8   sum    Receipts
-- column: members   int       8   sum    Of members
-- column: sales     money    14   sum    Sales
-- column: average   money    12          Average receipt
-- chart:  bar user sales
SELECT coalesce(u.code, '-'), u.name, SUM(d.tickets), SUM(d.member_tickets), SUM(d.total),
       CASE WHEN SUM(d.tickets) > 0 THEN SUM(d.total) / SUM(d.tickets) END
  FROM day_sum d
  LEFT JOIN app_user u ON u.id = d.user_id
 WHERE d.day BETWEEN $from AND $to
   AND ($store IS NULL OR d.store_id = $store)
   AND d.store_id IN @visible_stores
 GROUP BY coalesce(u.code, '-'), u.name
 ORDER BY SUM(d.total) DESC, coalesce(u.code, '-');
