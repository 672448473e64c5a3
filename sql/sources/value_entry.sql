-- source: value_entry
-- title:  Stored value entry
-- plural: Stored value entries
-- right:  card
-- field: card       ref:card   Card
-- field: day        day        Day
-- field: at         instant    Time
-- field: op         text       Operation
-- field: store      ref:store  Store
-- field: user       ref:user   User
-- field: principal  money      Principal
-- field: bonus      money      Bonus
-- field: note       text       Note
SELECT e.card_id AS id, e.card_id, e.day, e.at, e.op, e.store_id, e.user_id, e.principal, e.bonus,
       e.note
  FROM value_entry e
 WHERE EXISTS (SELECT 1 FROM @card hd WHERE hd.id = e.card_id);
