-- report: sales-by-cashier
-- title:  Sales by cashier
-- help:   Who took how much, and how many of the receipts were of members.
-- menu:   Sales
-- right:  report_sales
-- param:  from   day        month-start  From
-- param:  to     day        today        To
-- param:  store  ref:store  -            Store
-- column: user      code     12          User
-- column: name      text     24          Name
-- column: tickets   int       8   sum    Receipts
-- column: members   int       8   sum    Of members
-- column: sales     money    14   sum    Sales
-- column: average   money    12          Average receipt
-- chart:  bar user sales
WITH part AS (
	SELECT d.user_id AS user_id, SUM(d.tickets) AS tickets, SUM(d.member_tickets) AS members,
	       SUM(d.total) AS total
	  FROM sum_user d
	 WHERE d.month BETWEEN $month_first AND $month_last
	   AND ($store IS NULL OR d.store_id = $store)
	   AND d.store_id IN @visible_stores
	 GROUP BY d.user_id
	UNION ALL
	SELECT d.user_id, SUM(d.tickets), SUM(d.member_tickets), SUM(d.total)
	  FROM day_sum d
	 WHERE d.day BETWEEN $from AND $head_to
	   AND ($store IS NULL OR d.store_id = $store)
	   AND d.store_id IN @visible_stores
	 GROUP BY d.user_id
	UNION ALL
	SELECT d.user_id, SUM(d.tickets), SUM(d.member_tickets), SUM(d.total)
	  FROM day_sum d
	 WHERE d.day BETWEEN $tail_from AND $to
	   AND ($store IS NULL OR d.store_id = $store)
	   AND d.store_id IN @visible_stores
	 GROUP BY d.user_id)
SELECT coalesce(u.code, '-'), u.name, SUM(d.tickets), SUM(d.members), SUM(d.total),
       CASE WHEN SUM(d.tickets) > 0 THEN SUM(d.total) / SUM(d.tickets) END
  FROM part d
  LEFT JOIN app_user u ON u.id = d.user_id
 GROUP BY coalesce(u.code, '-'), u.name
 ORDER BY SUM(d.total) DESC, coalesce(u.code, '-');
