-- report: value-liability
-- title:  Stored value owed
-- help:   Money on cards by card type, principal and bonus apart; expired cards still owe it.
-- menu:   Cards and points
-- right:  report_cards
-- column: type      text    22          Card type
-- column: status    word:status 10      Status
-- column: cards     int      8   sum    Cards
-- column: principal money   14   sum    Principal
-- column: bonus     money   14   sum    Bonus
-- column: expired   money   14   sum    On expired cards
-- chart:  stacked type principal bonus
SELECT t.name, k.status, COUNT(*), SUM(v.principal), SUM(v.bonus),
       SUM(CASE WHEN k.expires_day < $today THEN v.principal + v.bonus ELSE 0 END)
  FROM value_account v
  JOIN @card k ON k.id = v.card_id
  JOIN card_type t ON t.id = k.type_id
 WHERE v.principal <> 0 OR v.bonus <> 0
 GROUP BY t.name, k.status
 ORDER BY t.name, k.status;
