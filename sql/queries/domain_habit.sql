-- What a customer buys and how often, from kept sums (A6). src/domain/habit.c.
-- Tables: sql/schema/0002_customer.sql, 0004_rules.sql.

-- name: habit.year
-- right: -
SELECT CAST(coalesce(SUM(spent), 0) AS BIGINT), COUNT(CASE WHEN spent > 0 THEN 1 END),
	coalesce(MIN(CASE WHEN spent > 0 THEN day END), 0), coalesce(MAX(CASE WHEN spent > 0 THEN day END), 0)
  FROM cust_day WHERE customer_id = $customer AND day BETWEEN $from AND $to;

-- name: habit.days
-- right: -
SELECT day, spent FROM cust_day WHERE customer_id = $customer AND day BETWEEN $from AND $to
   AND spent <> 0
 ORDER BY day DESC LIMIT $limit;

-- name: habit.cards
-- right: -
SELECT k.number, v.principal, v.bonus FROM @card k JOIN value_account v ON v.card_id = k.id
 WHERE k.customer_id = $customer ORDER BY k.id;
