-- source: visit_entry
-- title:  Visit
-- plural: Visits
-- right:  card
-- field: card     ref:card     Card
-- field: day      day          Day
-- field: at       instant      Time
-- field: op       text         Operation
-- field: store    ref:store    Store
-- field: user     ref:user     User
-- field: product  ref:product  Product
-- field: visits   int          Visits
SELECT e.id, e.card_id, e.day, e.at, e.op, e.store_id, e.user_id, e.product_id, e.delta AS visits
  FROM visit_entry e
 WHERE EXISTS (SELECT 1 FROM @card hd WHERE hd.id = e.card_id);
