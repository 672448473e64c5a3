-- report: points-by-month
-- title:  Points issued and used
-- help:   Points given and points used by month, and the new members.
-- menu:   Cards and points
-- right:  report_cards
-- param:  from   day        year-start   From
-- param:  to     day        today        To
-- param:  store  ref:store  -            Store
-- column: month     month    10          Month
-- column: given     points   12   sum    Given
-- column: used      points   12   sum    Used
-- column: members   int      12   sum    New members
-- chart:  bar month given used
SELECT d.day / 100, SUM(d.points_given), SUM(d.points_used), SUM(d.members)
  FROM day_member d
 WHERE d.day BETWEEN $from AND $to
   AND ($store IS NULL OR d.store_id = $store)
   AND d.store_id IN @visible_stores
 GROUP BY d.day / 100
 ORDER BY d.day / 100;
