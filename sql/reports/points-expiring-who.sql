-- report: points-expiring-who
-- title:  Whose points expire
-- help:   Customers with points that expire up to a day, most points first.
-- menu:   Cards and points
-- right:  report_cards
-- param:  month  text       -            Month (yyyy-mm)
-- param:  until  day        today+31     Up to
-- param:  top    int        200          At most
-- column: code      code    12          Code
-- column: name      text    28          Full name
-- column: phone     phone   16          Phone
-- column: points    points  10   sum    Points
-- column: first     day     12          First on
-- drill:  open:customer code=code
SELECT c.code, c.name, c.phone, SUM(p.remaining), MIN(p.expires_day)
  FROM point_lot p
  JOIN @customer c ON c.id = p.holder_id
 WHERE p.remaining > 0 AND p.expires_day >= $today
   AND CASE WHEN $month IS NULL THEN p.expires_day <= $until
            ELSE p.expires_day / 100 = CAST(replace($month, '-', '') AS BIGINT) END
 GROUP BY c.id, c.code, c.name, c.phone
 ORDER BY SUM(p.remaining) DESC, c.code
 LIMIT coalesce($top, 200);
