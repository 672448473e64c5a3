-- report: loyalty
-- title:  Loyalty: recency, frequency, amount
-- help:   Customers in segments by when they last bought, on how many days of the last year, and for how much.
-- menu:   Customers
-- right:  report_customers
-- param:  recent   int     60    Recent: bought within days
-- param:  often    int     6     Often: on at least so many days
-- param:  amount   money   -     Much: spent at least
-- column: segment   word:segment 12     Segment
-- column: customers int     10   sum    Customers
-- column: share     percent  8          Share
-- column: spent     money   14   sum    Spent in a year
-- column: each      money   12          Each
-- words:  segment best,loyal,big,new,at-risk,sleeping,lost,never
-- chart:  bar segment customers
WITH year AS (
	SELECT d.customer_id AS customer_id, SUM(d.spent) AS spent, COUNT(*) AS days
	  FROM cust_day d
	 WHERE d.day > $today - 10000 AND d.spent > 0
	 GROUP BY d.customer_id),
want AS (
	SELECT coalesce($amount, (SELECT CAST(AVG(y.spent) AS BIGINT) FROM year y)) AS amount),
-- Days between two business days without a calendar: months count 30.4 days.
list AS (
	SELECT c.id AS id, coalesce(y.spent, 0) AS spent, coalesce(y.days, 0) AS days,
	       (($today / 10000 - cs.last_day / 10000) * 365 +
	        ($today / 100 % 100 - cs.last_day / 100 % 100) * 304 / 10 +
	        ($today % 100 - cs.last_day % 100)) AS idle
	  FROM @customer c
	  LEFT JOIN cust_sum cs ON cs.customer_id = c.id AND cs.sales > 0
	  LEFT JOIN year y ON y.customer_id = c.id),
seg AS (
	SELECT CASE WHEN l.idle IS NULL THEN 'never'
	            WHEN l.days = 0 THEN 'lost'
	            WHEN l.idle > $recent AND l.spent >= w.amount THEN 'at-risk'
	            WHEN l.idle > $recent THEN 'sleeping'
	            WHEN l.days >= $often AND l.spent >= w.amount THEN 'best'
	            WHEN l.days >= $often THEN 'loyal'
	            WHEN l.spent >= w.amount THEN 'big'
	            ELSE 'new' END AS segment, l.spent AS spent
	  FROM list l CROSS JOIN want w)
SELECT segment, COUNT(*), COUNT(*) * 10000 / SUM(COUNT(*)) OVER (), SUM(spent), SUM(spent) / COUNT(*)
  FROM seg
 GROUP BY segment
 ORDER BY SUM(spent) DESC, segment;
