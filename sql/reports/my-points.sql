-- report: my-points
-- title:  My points of today
-- help:   What you gave and took off yourself: points of your sales, returns taken off, and what you did by hand. What was paid with points stands in the till report.
-- menu:   Cards and points
-- right:  points
-- param:  from   day        today       From
-- param:  to     day        today       To
-- column: what   word:points_op 12      What
-- column: times  int         7   sum    Times
-- column: given  points     10   sum    Added
-- column: taken  points     10   sum    Deducted
-- words:  points_op sale,add,deduct,redeem,return
-- One's own work (C8): no privacy beyond that. Entries by hand are found through point_entry_story.
SELECT 'sale' AS what, SUM(d.member_tickets) AS times, SUM(d.earned) AS given, 0 AS taken
  FROM day_sum d
 WHERE d.day BETWEEN $from AND $to AND d.user_id = $actor
HAVING SUM(d.member_tickets) > 0
UNION ALL
SELECT e.op, COUNT(*), SUM(CASE WHEN e.delta > 0 THEN e.delta ELSE 0 END),
       SUM(CASE WHEN e.delta < 0 THEN -e.delta ELSE 0 END)
  FROM point_entry e
 WHERE e.doc_id IS NULL AND e.at >= $from_at AND e.at < $to_end AND e.user_id = $actor
   AND e.op IN ('add', 'deduct')
 GROUP BY e.op
UNION ALL
SELECT g.op, COUNT(*), SUM(CASE WHEN g.op = 'return' THEN g.points ELSE 0 END),
       SUM(CASE WHEN g.op = 'redeem' THEN g.points ELSE 0 END)
  FROM gift_move g
 WHERE g.at >= $from_at AND g.at < $to_end AND g.user_id = $actor AND g.op IN ('redeem', 'return')
 GROUP BY g.op
 ORDER BY 1 DESC;
