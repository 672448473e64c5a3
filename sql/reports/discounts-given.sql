-- report: discounts-given
-- title:  Discounts given
-- help:   Receipts with a discount by who gave it, and who approved it.
-- menu:   Control
-- right:  report_control
-- param:  from   day        month-start  From
-- param:  to     day        today        To
-- param:  store  ref:store  -            Store
-- column: user      code    12          User
-- column: name      text    22          Name
-- column: approver  code    12          Approved by
-- column: tickets   int      8   sum    Receipts
-- column: gross     money   14   sum    Before discounts
-- column: discount  money   14   sum    Discounts
-- column: share     percent  8          Share
-- chart:  bar user discount
SELECT coalesce(u.code, '-'), u.name, a.code, COUNT(*), SUM(s.gross), SUM(s.gross - s.total),
       CASE WHEN SUM(s.gross) > 0 THEN SUM(s.gross - s.total) * 10000 / SUM(s.gross) END
  FROM sale s
  LEFT JOIN app_user u ON u.id = s.user_id
  LEFT JOIN app_user a ON a.id = s.approver_id
 WHERE s.day BETWEEN $from AND $to AND s.kind = 'sale' AND s.gross <> s.total
   AND ($store IS NULL OR s.store_id = $store)
   AND s.store_id IN @visible_stores
 GROUP BY coalesce(u.code, '-'), u.name, a.code
 ORDER BY SUM(s.gross - s.total) DESC, coalesce(u.code, '-');
