-- source: sale_line
-- title:  Line of a receipt
-- plural: Lines of receipts
-- right:  sale
-- field: sale      ref:sale              Receipt
-- field: day       day                   Day
-- field: kind      word:kind             Kind
-- field: store     ref:store             Store
-- field: customer  ref:customer          Customer
-- field: product   ref:product           Product
-- field: category  ref:product_category  Category
-- field: qty       quantity              Quantity
-- field: price     money                 Price
-- field: gross     money                 Subtotal
-- field: discount  money                 Discounts
-- field: net       money                 Sales
SELECT l.sale_id AS id, l.sale_id, s.day, s.kind, s.store_id, s.customer_id, l.product_id,
       l.category_id, l.qty, l.price, l.gross, l.off AS discount, l.net
  FROM sale_line l JOIN sale s ON s.id = l.sale_id
 WHERE s.store_id IN @visible_stores;
