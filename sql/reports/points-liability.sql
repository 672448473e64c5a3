-- report: points-liability
-- title:  Points owed
-- help:   Points that customers hold now by level; accounts below zero are debts of theirs.
-- menu:   Cards and points
-- right:  report_cards
-- column: level     text    20          Level
-- column: accounts  int     10   sum    Accounts
-- column: points    points  14   sum    Points
-- column: debts     points  12   sum    Debts
-- chart:  share level points
SELECT coalesce(l.name, '-'), COUNT(*),
       SUM(CASE WHEN a.balance > 0 THEN a.balance ELSE 0 END),
       SUM(CASE WHEN a.balance < 0 THEN -a.balance ELSE 0 END)
  FROM point_account a
  JOIN @customer c ON c.id = a.holder_id
  LEFT JOIN level l ON l.id = c.level_id
 WHERE a.balance <> 0
 GROUP BY coalesce(l.name, '-')
 ORDER BY SUM(a.balance) DESC, coalesce(l.name, '-');
