-- report: product-ranking
-- title:  Products ranked
-- help:   Products by money, returns taken off.
-- menu:   Sales
-- right:  report_sales
-- param:  from   day        month-start  From
-- param:  to     day        today        To
-- param:  store  ref:store  -            Store
-- param:  category  ref:product_category  -  Category
-- param:  top    int        50           At most
-- column: product   code     14          Product
-- column: name      text     28          Name
-- column: quantity  quantity 10          Quantity
-- column: tickets   int       8          Receipts
-- column: sales     money    14   sum    Sales
-- column: discount  money    12   sum    Discounts
-- chart:  bar product sales
-- drill:  open:product code=product
SELECT p.code, p.name, SUM(l.qty), COUNT(DISTINCT s.id), SUM(l.net), SUM(l.off)
  FROM sale s
  JOIN sale_line l ON l.sale_id = s.id
  JOIN product p ON p.id = l.product_id
 WHERE s.day BETWEEN $from AND $to
   AND ($store IS NULL OR s.store_id = $store)
   AND ($category IS NULL OR l.category_id = $category)
   AND s.store_id IN @visible_stores
 GROUP BY p.code, p.name
 ORDER BY SUM(l.net) DESC, p.code
 LIMIT coalesce($top, 50);
