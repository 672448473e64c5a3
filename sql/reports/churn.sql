-- report: churn
-- title:  Lost customers
-- help:   Losses recorded in the period by kind and reason, what those customers had spent, and who was won back.
-- menu:   Service
-- right:  report_service
-- param:  from   day        year-start   From
-- param:  to     day        today        To
-- column: kind      text    20          Kind
-- column: reason    text    20          Reason
-- column: customers int     10   sum    Customers
-- column: spent     money   14   sum    Had spent
-- column: back      int      9   sum    Won back
-- group:  kind
-- chart:  bar kind customers back
SELECT k.name, coalesce(r.name, '-'), COUNT(*), coalesce(SUM(cs.spent), 0), SUM(x.won_back)
  FROM @churn x
  JOIN churn_kind k ON k.id = x.kind_id
  LEFT JOIN churn_reason r ON r.id = x.reason_id
  LEFT JOIN cust_sum cs ON cs.customer_id = x.customer_id
 WHERE x.day BETWEEN $from AND $to
 GROUP BY k.name, coalesce(r.name, '-')
 ORDER BY SUM(COUNT(*)) OVER (PARTITION BY k.name) DESC, k.name, COUNT(*) DESC, coalesce(r.name, '-');
