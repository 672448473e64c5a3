-- report: appointments
-- title:  Appointments kept and missed
-- help:   Single appointments of the period by who took part; a series counts by the days that were moved or marked.
-- menu:   Service
-- right:  report_service
-- param:  from   day        month-start  From
-- param:  to     day        today        To
-- column: user      code    12          User
-- column: name      text    22          Name
-- column: planned   int      9   sum    Planned
-- column: kept      int      9   sum    Kept
-- column: missed    int      9   sum    Missed
-- column: cancelled int      9   sum    Cancelled
-- chart:  stacked user kept missed
SELECT u.code, u.name,
       SUM(CASE WHEN a.state = 'planned' THEN 1 ELSE 0 END),
       SUM(CASE WHEN a.state = 'kept' THEN 1 ELSE 0 END),
       SUM(CASE WHEN a.state = 'missed' THEN 1 ELSE 0 END),
       SUM(CASE WHEN a.state = 'cancelled' THEN 1 ELSE 0 END)
  FROM @appointment a
  JOIN appointment_users p ON p.owner_id = a.id
  JOIN app_user u ON u.id = p.ref_id
 WHERE a.at >= $from_at AND a.at < $to_end AND a.repeat IS NULL
 GROUP BY u.code, u.name
 ORDER BY u.code;
