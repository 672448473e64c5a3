-- report: product-category-ranking
-- title:  Product categories ranked
-- help:   What each product category brought, returns taken off.
-- menu:   Sales
-- right:  report_sales
-- param:  from   day        month-start  From
-- param:  to     day        today        To
-- param:  store  ref:store  -            Store
-- column: category  text     26          Category
-- column: quantity  quantity 10          Quantity
-- column: sales     money    14   sum    Sales
-- column: share     percent   8          Share
-- chart:  bar category sales
SELECT coalesce(c.name, '-'), SUM(d.qty), SUM(d.total),
       CASE WHEN SUM(SUM(d.total)) OVER () > 0
            THEN SUM(d.total) * 10000 / SUM(SUM(d.total)) OVER () END
  FROM day_category d
  LEFT JOIN product_category c ON c.id = d.category_id
 WHERE d.day BETWEEN $from AND $to
   AND ($store IS NULL OR d.store_id = $store)
   AND d.store_id IN @visible_stores
 GROUP BY coalesce(c.name, '-')
 ORDER BY SUM(d.total) DESC, coalesce(c.name, '-');
