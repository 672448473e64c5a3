-- source: payment
-- title:  Payment
-- plural: Payments
-- right:  sale
-- field: sale      ref:sale      Receipt
-- field: day       day           Day
-- field: kind      word:kind     Kind
-- field: store     ref:store     Store
-- field: user      ref:user      User
-- field: customer  ref:customer  Customer
-- field: method    word:method   Tender
-- field: card      ref:card      Card
-- field: amount    money         Amount
SELECT p.sale_id AS id, p.sale_id, s.day, s.kind, s.store_id, s.user_id, s.customer_id, p.method,
       p.card_id, p.amount
  FROM payment p JOIN sale s ON s.id = p.sale_id
 WHERE s.store_id IN @visible_stores;
