-- report: receipts
-- title:  Receipts
-- help:   The documents behind the figures: every receipt of a period.
-- menu:   Sales
-- right:  report_sales
-- param:  from   day        today        From
-- param:  to     day        today        To
-- param:  store  ref:store  -            Store
-- param:  user   ref:user   -            Cashier
-- param:  kind   choice:sale,refund,exchange,void  -  Kind
-- column: receipt   code     18          Receipt
-- column: at        instant  16          Time
-- column: kind      word:kind 9          Kind
-- column: user      code     10          User
-- column: customer  text     22          Customer
-- column: discount  money    12   sum    Discounts
-- column: total     money    14   sum    Sales
-- column: earned    points    8   sum    Points
-- drill:  open:receipt code=receipt
SELECT st.code || '-' || s.series || '-' ||
       CASE WHEN s.number < 1000000 THEN substr(CAST(1000000 + s.number AS TEXT), 2)
            ELSE CAST(s.number AS TEXT) END, s.at, s.kind, u.code, c.name,
       s.gross - s.total, s.total, s.earned
  FROM sale s
  JOIN store st ON st.id = s.store_id
  LEFT JOIN app_user u ON u.id = s.user_id
  LEFT JOIN @customer c ON c.id = s.customer_id
 WHERE s.day BETWEEN $from AND $to
   AND s.kind IN ('sale', 'refund', 'exchange', 'void')
   AND ($kind IS NULL OR s.kind = $kind)
   AND ($store IS NULL OR s.store_id = $store)
   AND ($user IS NULL OR s.user_id = $user)
   AND s.store_id IN @visible_stores
 ORDER BY s.at, s.id;
