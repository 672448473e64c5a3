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
-- column: action    word:audit_action 16 Action
-- column: times     int      8   sum    Times
-- column: last      instant 17          Last
-- words:  audit_action add,edit,delete,restore,merge,unmerge,share,unshare,scope,view-private,denied,export,export.failed,print,import,import.revert
-- words:  audit_action sale,refund,exchange,void,attach,topup,topup.reverse,transfer,approval.refused,till.open,till.move,till.close,till.drawer
-- words:  audit_action card.issue,card.assign,card.lost,card.found,card.replace,card.close,card.pin,card.extend,points.add,points.deduct
-- words:  audit_action visit.take,visit.undo,gift.redeem,gift.return,gift.stock,level.set,level.lock,level.unlock,level.run,level.undo
-- words:  audit_action lines,issued,accepted,declined,ordered,confirmed,delivering,delivered,closed,cancelled,document.add,document.delete
-- words:  audit_action done,snoozed,handed,setting,series,prefs,password,codes.new,codes.on,codes.off,sign-in,sign-in.failed,sign-in.locked
-- words:  audit_action session.again,session.ended,session.watch,session.stop,backup,backup.key,restore.asked,restore.checked,restore.released
-- words:  audit_action encrypt,encrypt.asked,archive,erase,job.now
-- group:  user
-- chart:  bar user times
SELECT a.user_name, a.function, a.action, COUNT(*), MAX(a.at)
  FROM audit a
 WHERE a.at >= $from_at AND a.at < $to_end
   AND ($user IS NULL OR a.user_id = $user)
 GROUP BY a.user_name, a.function, a.action
 ORDER BY a.user_name, COUNT(*) DESC;
