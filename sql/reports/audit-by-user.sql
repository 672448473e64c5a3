-- report: audit-by-user
-- title:  What users did
-- help:   Actions in the audit trail by user, right and action.
-- menu:   Control
-- right:  audit
-- param:  from   day        month-start  From
-- param:  to     day        today        To
-- param:  user   ref:user   -            User
-- column: user      text    14          User
-- column: function  text    18          Right
-- column: action    text    14          Action
-- column: times     int      8   sum    Times
-- column: last      instant 17          Last
-- group:  user
-- chart:  bar user times
SELECT a.user_name, a.function, a.action, COUNT(*), MAX(a.at)
  FROM audit a
 WHERE a.at >= $from_at AND a.at < $to_end
   AND ($user IS NULL OR a.user_id = $user)
 GROUP BY a.user_name, a.function, a.action
 ORDER BY a.user_name, COUNT(*) DESC;
