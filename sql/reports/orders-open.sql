-- report: orders-open
-- title:  Open orders
-- help:   Confirmed orders that are not delivered yet, the overdue ones first.
-- menu:   Sales
-- right:  report_sales
-- param:  store  ref:store  -            Store
-- column: due       day     12          Due
-- column: number    code    12          Number
-- column: customer  text    26          Customer
-- column: state     word:state 12       State
-- column: total     money   14   sum    Total
-- column: sold      money   14   sum    Sold
-- column: rest      money   14   sum    Rest
-- drill:  open:order code=number
SELECT o.due_day, o.number, c.name, o.state, o.total, o.sold, o.total - o.sold
  FROM @order o
  JOIN @customer c ON c.id = o.customer_id
 WHERE o.state IN ('confirmed', 'delivering', 'delivered')
   AND ($store IS NULL OR o.store_id = $store)
   AND (o.store_id IS NULL OR o.store_id IN @visible_stores)
 ORDER BY coalesce(o.due_day, 29991231), o.number;
