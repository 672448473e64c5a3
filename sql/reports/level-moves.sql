-- report: level-moves
-- title:  Level moves
-- help:   Who moved to another level, when and why.
-- menu:   Cards and points
-- right:  report_cards
-- param:  from   day        month-start  From
-- param:  to     day        today        To
-- column: day       day     12          Day
-- column: code      code    12          Code
-- column: name      text    26          Full name
-- column: was       text    12          From level
-- column: now       text    12          To level
-- column: spent     money   14          Spent
-- column: why       word:level_why 14    Reason
-- words:  level_why sale,thresholds,guarantee,hand,undo,retired,merge
-- drill:  open:customer code=code
SELECT m.day, c.code, c.name, coalesce(f.name, '-'), coalesce(t.name, '-'), m.spent, m.why
  FROM level_move m
  JOIN @customer c ON c.id = m.customer_id
  LEFT JOIN level f ON f.id = m.from_id
  LEFT JOIN level t ON t.id = m.to_id
 WHERE m.day BETWEEN $from AND $to
 ORDER BY m.day, m.id;
