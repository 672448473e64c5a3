-- Sums of whole months: src/domain/sums.c. Tables: sql/schema/0017_sums.sql.

-- name: sums.until
SELECT day FROM sum_until WHERE id = 1;

-- name: sums.set
-- right: own
UPDATE sum_until SET day = $day WHERE id = 1;

-- name: sums.back
-- right: sale.add
UPDATE sum_until SET day = $day WHERE id = 1 AND day > $day;

-- The first month from a day on with anything in it, before another day.
-- name: sums.next
SELECT COALESCE(MIN(day) / 100, 0) FROM day_sum WHERE day >= $from AND day < $before;

-- name: sums.drop_day
-- right: own
DELETE FROM sum_day WHERE day BETWEEN $from AND $to;

-- name: sums.drop_user
-- right: own
DELETE FROM sum_user WHERE month = $month;

-- name: sums.drop_hour
-- right: own
DELETE FROM sum_hour WHERE month = $month;

-- name: sums.drop_category
-- right: own
DELETE FROM sum_category WHERE month = $month;

-- name: sums.drop_tender
-- right: own
DELETE FROM sum_tender WHERE month = $month;

-- name: sums.add_day
-- right: own
INSERT INTO sum_day (day, store_id, tickets, gross, total, member_tickets, member_total)
SELECT day, store_id, SUM(tickets), SUM(gross), SUM(total), SUM(member_tickets), SUM(member_total)
  FROM day_sum WHERE day BETWEEN $from AND $to GROUP BY day, store_id;

-- name: sums.add_user
-- right: own
INSERT INTO sum_user (month, store_id, user_id, tickets, total, member_tickets)
SELECT day / 100, store_id, user_id, SUM(tickets), SUM(total), SUM(member_tickets)
  FROM day_sum WHERE day BETWEEN $from AND $to GROUP BY day / 100, store_id, user_id;

-- The weekday of yyyymmdd, 1 Monday to 7 Sunday, without a calendar of the engine.
-- name: sums.add_hour
-- right: own
INSERT INTO sum_hour (weekday, hour, month, store_id, tickets, total)
SELECT (y + y / 4 - y / 100 + y / 400 + dd + 31 * m / 12 + 6) % 7 + 1, hour, month, store_id,
	SUM(tickets), SUM(total)
  FROM (SELECT day / 10000 - (14 - day / 100 % 100) / 12 AS y,
	day / 100 % 100 + 12 * ((14 - day / 100 % 100) / 12) - 2 AS m,
	day % 100 AS dd, day / 100 AS month, hour, store_id, tickets, total
	  FROM day_sum WHERE day BETWEEN $from AND $to) x
 GROUP BY (y + y / 4 - y / 100 + y / 400 + dd + 31 * m / 12 + 6) % 7 + 1, hour, month, store_id;

-- name: sums.add_category
-- right: own
INSERT INTO sum_category (month, store_id, category_id, qty, total)
SELECT day / 100, store_id, category_id, SUM(qty), SUM(total)
  FROM day_category WHERE day BETWEEN $from AND $to GROUP BY day / 100, store_id, category_id;

-- name: sums.add_tender
-- right: own
INSERT INTO sum_tender (month, store_id, method, count, amount)
SELECT day / 100, store_id, method, SUM(count), SUM(amount)
  FROM day_tender WHERE day BETWEEN $from AND $to GROUP BY day / 100, store_id, method;

-- Months as they are kept beside the days that they are made of.
-- name: verify.month
-- right: audit.view
SELECT x.month * 100 + 1, COALESCE(st.code, '?'), CAST(SUM(x.kept) AS BIGINT), CAST(SUM(x.again) AS BIGINT)
  FROM (SELECT 1 AS k, day / 100 AS month, store_id, 0 AS part, total AS kept, 0 AS again,
	tickets + gross + member_tickets + member_total AS rest
	  FROM sum_day WHERE day < (SELECT day FROM sum_until)
	UNION ALL SELECT 1, day / 100, store_id, 0, 0, total, -(tickets + gross + member_tickets + member_total)
	  FROM day_sum WHERE day < (SELECT day FROM sum_until)
	UNION ALL SELECT 2, month, store_id, user_id, total, 0, tickets + member_tickets
	  FROM sum_user WHERE month * 100 < (SELECT day FROM sum_until)
	UNION ALL SELECT 2, day / 100, store_id, user_id, 0, total, -(tickets + member_tickets)
	  FROM day_sum WHERE day < (SELECT day FROM sum_until)
	UNION ALL SELECT 3, month, store_id, hour, total, 0, tickets
	  FROM sum_hour WHERE month * 100 < (SELECT day FROM sum_until)
	UNION ALL SELECT 3, day / 100, store_id, hour, 0, total, -tickets
	  FROM day_sum WHERE day < (SELECT day FROM sum_until)
	UNION ALL SELECT 4, month, store_id, category_id, total, 0, qty
	  FROM sum_category WHERE month * 100 < (SELECT day FROM sum_until)
	UNION ALL SELECT 4, day / 100, store_id, category_id, 0, total, -qty
	  FROM day_category WHERE day < (SELECT day FROM sum_until)
	UNION ALL SELECT 5, month, store_id, 0, amount, 0, count
	  FROM sum_tender WHERE month * 100 < (SELECT day FROM sum_until)
	UNION ALL SELECT 5, day / 100, store_id, 0, 0, amount, -count
	  FROM day_tender WHERE day < (SELECT day FROM sum_until)) x
  LEFT JOIN store st ON st.id = x.store_id
 GROUP BY x.k, x.month, x.store_id, x.part, st.code
HAVING SUM(x.kept) <> SUM(x.again) OR SUM(x.rest) <> 0
 LIMIT 100;
