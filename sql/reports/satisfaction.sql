-- report: satisfaction
-- title:  Satisfaction
-- help:   Suggestions and complaints of the period by kind: how many, still open, and how satisfied people were.
-- menu:   Service
-- right:  report_service
-- param:  from   day        year-start   From
-- param:  to     day        today        To
-- column: kind      text    20          Kind
-- column: all       int      8   sum    All
-- column: open      int      8   sum    Open
-- column: rated     int      8   sum    Rated
-- column: low       int      8   sum    1 to 2
-- column: middle    int      8   sum    3
-- column: high      int      8   sum    4 to 5
-- column: mean      percent  8          Mean
-- chart:  stacked kind low middle high
SELECT k.name, COUNT(*), SUM(CASE WHEN s.state <> 'closed' THEN 1 ELSE 0 END), COUNT(s.satisfaction),
       SUM(CASE WHEN s.satisfaction <= 2 THEN 1 ELSE 0 END),
       SUM(CASE WHEN s.satisfaction = 3 THEN 1 ELSE 0 END),
       SUM(CASE WHEN s.satisfaction >= 4 THEN 1 ELSE 0 END),
       CASE WHEN COUNT(s.satisfaction) > 0 THEN SUM(s.satisfaction) * 100 / COUNT(s.satisfaction) END
  FROM @suggestion s
  JOIN suggestion_kind k ON k.id = s.kind_id
 WHERE s.at >= $from_at AND s.at < $to_end
 GROUP BY k.name
 ORDER BY COUNT(*) DESC, k.name;
