-- source: sale
-- title:  Receipt
-- plural: Receipts
-- right:  sale
-- field: receipt   code             Receipt
-- field: day       day              Day
-- field: at        instant          Time
-- field: kind      word:kind        Kind
-- words: kind topup,topup_void,payout
-- field: store     ref:store        Store
-- field: till      ref:till         Till
-- field: user      ref:user         User
-- field: customer  ref:customer     Customer
-- field: card      ref:card         Card
-- field: level     ref:level        Level
-- field: gross     money            Subtotal
-- field: discount  money            Discounts
-- field: total     money            Sales
-- field: topup     money            Top-up
-- field: paid      money            Paid
-- field: points    points           Points
SELECT s.id, (SELECT st.code FROM store st WHERE st.id = s.store_id) || '-' || s.series || '-' ||
       CASE WHEN s.number < 1000000 THEN substr(CAST(1000000 + s.number AS TEXT), 2)
            ELSE CAST(s.number AS TEXT) END AS receipt,
       s.day, s.at, s.kind, s.store_id, s.till_id, s.user_id, s.customer_id, s.card_id, s.level_id,
       s.gross, s.gross - s.total AS discount, s.total, s.topup, s.paid - s.change AS paid,
       s.earned AS points
  FROM sale s
 WHERE s.store_id IN @visible_stores;
