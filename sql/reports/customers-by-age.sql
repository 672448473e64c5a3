-- report: customers-by-age
-- title:  Customers by age
-- help:   Persons by age band; without a year of birth the age is unknown.
-- menu:   Customers
-- right:  report_customers
-- param:  store  ref:store  -            Store
-- column: band      text    12          Age
-- column: customers int     10   sum    Customers
-- column: women     int     10   sum    Women
-- column: men       int     10   sum    Men
-- column: spent     money   14   sum    Spent in all
-- chart:  stacked band women men
WITH list AS (
	SELECT CASE WHEN c.birth IS NULL OR c.birth < 10000 THEN 9
	            WHEN ($today - c.birth) / 10000 < 18 THEN 0
	            WHEN ($today - c.birth) / 10000 < 25 THEN 1
	            WHEN ($today - c.birth) / 10000 < 35 THEN 2
	            WHEN ($today - c.birth) / 10000 < 45 THEN 3
	            WHEN ($today - c.birth) / 10000 < 55 THEN 4
	            WHEN ($today - c.birth) / 10000 < 65 THEN 5
	            ELSE 6 END AS band,
	       c.sex AS sex, coalesce(cs.spent, 0) AS spent
	  FROM @customer c
	  LEFT JOIN cust_sum cs ON cs.customer_id = c.id
	 WHERE c.kind = 'person'
	   AND ($store IS NULL OR c.store_id = $store))
SELECT CASE band WHEN 0 THEN '0-17' WHEN 1 THEN '18-24' WHEN 2 THEN '25-34' WHEN 3 THEN '35-44'
                 WHEN 4 THEN '45-54' WHEN 5 THEN '55-64' WHEN 6 THEN '65+' ELSE '?' END,
       COUNT(*), SUM(CASE WHEN sex = 'f' THEN 1 ELSE 0 END),
       SUM(CASE WHEN sex = 'm' THEN 1 ELSE 0 END), SUM(spent)
  FROM list
 GROUP BY band
 ORDER BY band;
