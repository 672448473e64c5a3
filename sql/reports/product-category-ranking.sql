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
WITH part AS (
	SELECT d.category_id AS category_id, SUM(d.qty) AS qty, SUM(d.total) AS total
	  FROM sum_category d
	 WHERE d.month BETWEEN $month_first AND $month_last
	   AND ($store IS NULL OR d.store_id = $store)
	   AND d.store_id IN @visible_stores
	 GROUP BY d.category_id
	UNION ALL
	SELECT d.category_id, SUM(d.qty), SUM(d.total)
	  FROM day_category d
	 WHERE d.day BETWEEN $from AND $head_to
	   AND ($store IS NULL OR d.store_id = $store)
	   AND d.store_id IN @visible_stores
	 GROUP BY d.category_id
	UNION ALL
	SELECT d.category_id, SUM(d.qty), SUM(d.total)
	  FROM day_category d
	 WHERE d.day BETWEEN $tail_from AND $to
	   AND ($store IS NULL OR d.store_id = $store)
	   AND d.store_id IN @visible_stores
	 GROUP BY d.category_id)
SELECT coalesce(c.name, '-'), SUM(d.qty), SUM(d.total),
       CASE WHEN SUM(SUM(d.total)) OVER () > 0
            THEN SUM(d.total) * 10000 / SUM(SUM(d.total)) OVER () END
  FROM part d
  LEFT JOIN product_category c ON c.id = d.category_id
 GROUP BY coalesce(c.name, '-')
 ORDER BY SUM(d.total) DESC, coalesce(c.name, '-');
