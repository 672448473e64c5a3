-- Figures of the home screen, from the summaries. Table: sql/schema/0003_ledger.sql.

-- name: today.sales
-- right: -
SELECT hour, CAST(SUM(tickets) AS BIGINT), CAST(SUM(total) AS BIGINT) FROM day_sum
 WHERE day = $day AND ($store IS NULL OR store_id = $store) GROUP BY hour;

-- name: today.members
-- right: -
SELECT CAST(COALESCE(SUM(members), 0) AS BIGINT),
	CAST(COALESCE(SUM(points_given), 0) AS BIGINT),
	CAST(COALESCE(SUM(points_used), 0) AS BIGINT)
  FROM day_member WHERE day = $day AND ($store IS NULL OR store_id = $store);

-- name: today.drafts
-- right: -
SELECT (SELECT COUNT(*) FROM draft WHERE user_id = $actor)
     + (SELECT COUNT(*) FROM hold WHERE store_id = $store OR store_id IS NULL);

-- Months and days of a week, and 29 February where its year has none (rule P10).
-- name: today.birthdays
-- right: -
SELECT COUNT(*) FROM @customer c
 WHERE c.birth IS NOT NULL
   AND c.birth % 10000 IN ($d0, $d1, $d2, $d3, $d4, $d5, $d6, $leap);
