-- source: point_entry
-- title:  Points entry
-- plural: Points entries
-- right:  points
-- field: customer  ref:customer  Customer
-- field: card      ref:card      Card
-- field: day       day           Day
-- field: at        instant       Time
-- field: op        text          Operation
-- field: store     ref:store     Store
-- field: user      ref:user      User
-- field: points    points        Points
-- field: after     points        Points after
-- field: note      text          Note
-- The holder is a customer, or a card without one: what hangs on a row that is not to be seen is not there.
SELECT e.holder_id AS id, e.holder_id AS customer_id, e.holder_id AS card_id, e.day, e.at, e.op,
       e.store_id, e.user_id, e.delta AS points, e.balance_after AS after, e.note
  FROM point_entry e
 WHERE EXISTS (SELECT 1 FROM @customer hc WHERE hc.id = e.holder_id)
    OR EXISTS (SELECT 1 FROM @card hd WHERE hd.id = e.holder_id);
