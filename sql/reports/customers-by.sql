-- report: customers-by
-- title:  Customers by region, occupation, source
-- help:   How many customers there are of each kind, and what they spent in the last year.
-- menu:   Customers
-- right:  report_customers
-- param:  by     choice:region,occupation,industry,education,source,category,level,store,kind,sex  region  By
-- column: value     text    28          Value
-- column: customers int     10   sum    Customers
-- column: share     percent  8          Share
-- column: active    int     10   sum    Bought in a year
-- column: spent     money   14   sum    Spent in a year
-- chart:  bar value customers
WITH year AS (
	SELECT d.customer_id AS customer_id, SUM(d.spent) AS spent
	  FROM cust_day d
	 WHERE d.day > $today - 10000
	 GROUP BY d.customer_id),
list AS (
	SELECT CASE $by WHEN 'region' THEN (SELECT x.name FROM region x WHERE x.id = c.region_id)
	                WHEN 'occupation' THEN (SELECT x.name FROM occupation x WHERE x.id = c.occupation_id)
	                WHEN 'industry' THEN (SELECT x.name FROM industry x WHERE x.id = c.industry_id)
	                WHEN 'education' THEN (SELECT x.name FROM education x WHERE x.id = c.education_id)
	                WHEN 'source' THEN (SELECT x.name FROM source x WHERE x.id = c.source_id)
	                WHEN 'category' THEN (SELECT x.name FROM customer_category x WHERE x.id = c.category_id)
	                WHEN 'level' THEN (SELECT x.name FROM level x WHERE x.id = c.level_id)
	                WHEN 'store' THEN (SELECT x.name FROM store x WHERE x.id = c.store_id)
	                WHEN 'sex' THEN c.sex
	                ELSE c.kind END AS value,
	       y.spent AS spent
	  FROM @customer c
	  LEFT JOIN year y ON y.customer_id = c.id)
SELECT coalesce(value, '-'), COUNT(*), COUNT(*) * 10000 / SUM(COUNT(*)) OVER (),
       SUM(CASE WHEN spent IS NOT NULL THEN 1 ELSE 0 END), coalesce(SUM(spent), 0)
  FROM list
 GROUP BY coalesce(value, '-')
 ORDER BY COUNT(*) DESC, coalesce(value, '-');
