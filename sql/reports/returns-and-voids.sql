-- report: returns-and-voids
-- title:  Returns and voids
-- help:   Documents that took a sale back, by cashier.
-- menu:   Control
-- right:  report_control
-- param:  from   day        month-start  From
-- param:  to     day        today        To
-- param:  store  ref:store  -            Store
-- column: user      code    12          User
-- column: name      text    22          Name
-- column: refunds   int      8   sum    Returns
-- column: voids     int      8   sum    Voids
-- column: exchanges int      9   sum    Exchanges
-- column: amount    money   14   sum    Amount
-- chart:  bar user amount
SELECT coalesce(u.code, '-'), u.name,
       SUM(CASE WHEN s.kind = 'refund' THEN 1 ELSE 0 END),
       SUM(CASE WHEN s.kind = 'void' THEN 1 ELSE 0 END),
       SUM(CASE WHEN s.kind = 'exchange' THEN 1 ELSE 0 END), SUM(s.total)
  FROM sale s
  LEFT JOIN app_user u ON u.id = s.user_id
 WHERE s.day BETWEEN $from AND $to AND s.kind IN ('refund', 'void', 'exchange')
   AND ($store IS NULL OR s.store_id = $store)
   AND s.store_id IN @visible_stores
 GROUP BY coalesce(u.code, '-'), u.name
 ORDER BY SUM(s.total), coalesce(u.code, '-');
