-- source: level_move
-- title:  Level move
-- plural: Level moves
-- right:  level
-- field: customer  ref:customer    Customer
-- field: day       day             Day
-- field: from      ref:level       Level before
-- field: to        ref:level       Level after
-- field: why       word:level_why  Reason
-- field: spent     money           Spent
-- field: user      ref:user        User
SELECT m.id, m.customer_id, m.day, m.from_id, m.to_id, m.why, m.spent, m.user_id
  FROM level_move m
 WHERE EXISTS (SELECT 1 FROM @customer hc WHERE hc.id = m.customer_id);
