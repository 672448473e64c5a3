-- report: cards-by-state
-- title:  Cards by type and state
-- help:   How many cards of each type are active, lost, replaced or closed, and how many have expired.
-- menu:   Cards and points
-- right:  report_cards
-- column: type      text    24          Card type
-- column: active    int      9   sum    Active
-- column: expired   int      9   sum    Expired
-- column: lost      int      9   sum    Lost
-- column: replaced  int      9   sum    Replaced
-- column: closed    int      9   sum    Closed
-- chart:  stacked type active expired lost
SELECT t.name,
       SUM(CASE WHEN k.status = 'active' AND (k.expires_day IS NULL OR k.expires_day >= $today) THEN 1 ELSE 0 END),
       SUM(CASE WHEN k.status = 'active' AND k.expires_day < $today THEN 1 ELSE 0 END),
       SUM(CASE WHEN k.status = 'lost' THEN 1 ELSE 0 END),
       SUM(CASE WHEN k.status = 'replaced' THEN 1 ELSE 0 END),
       SUM(CASE WHEN k.status = 'closed' THEN 1 ELSE 0 END)
  FROM @card k
  JOIN card_type t ON t.id = k.type_id
 GROUP BY t.name
 ORDER BY t.name;
