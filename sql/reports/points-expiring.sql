-- report: points-expiring
-- title:  Points expiring
-- help:   Unspent points by the month in which they expire, and how many accounts hold them.
-- menu:   Cards and points
-- right:  report_cards
-- column: month     month    10          Month
-- column: accounts  int      10          Accounts
-- column: points    points   12   sum    Points
-- chart:  bar month points
-- drill:  points-expiring-who month=month
SELECT p.expires_day / 100, COUNT(DISTINCT p.holder_id), SUM(p.remaining)
  FROM point_lot p
 WHERE p.remaining > 0 AND p.expires_day >= $today
 GROUP BY p.expires_day / 100
 ORDER BY p.expires_day / 100;
