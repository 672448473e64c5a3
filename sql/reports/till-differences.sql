-- report: till-differences
-- title:  Till differences
-- help:   Closed till sessions: what was expected in the drawer, what was counted.
-- menu:   Control
-- right:  report_control
-- param:  from   day        month-start  From
-- param:  to     day        today        To
-- param:  store  ref:store  -            Store
-- param:  only   choice:all,differences  all  Show
-- column: day       day     12          Day
-- column: till      code     8          Till
-- column: number    int      8          Session
-- column: user      code    10          Closed by
-- column: expected  money   14   sum    Expected
-- column: counted   money   14   sum    Counted
-- column: difference money  12   sum    Difference
-- column: note      text    20          Note
SELECT x.day, t.code, x.number, u.code, x.expected, x.counted, x.difference, x.note
  FROM till_session x
  JOIN till t ON t.id = x.till_id
  LEFT JOIN app_user u ON u.id = x.closed_by
 WHERE x.day BETWEEN $from AND $to AND x.closed_at IS NOT NULL
   AND ($store IS NULL OR t.store_id = $store)
   AND ($only <> 'differences' OR x.difference <> 0)
   AND t.store_id IN @visible_stores
 ORDER BY x.day, t.code, x.number;
