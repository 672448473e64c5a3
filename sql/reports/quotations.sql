-- report: quotations
-- title:  Quotations won and lost
-- help:   Quotations of the period by state, and the share of money that became orders.
-- menu:   Sales
-- right:  report_sales
-- param:  from   day        year-start   From
-- param:  to     day        today        To
-- column: state     word:state 14       State
-- column: number    int      8   sum    Quotations
-- column: total     money   14   sum    Total
-- column: share     percent  9          Share of money
-- chart:  share state total
-- words:  state expired
SELECT x.state, COUNT(*), SUM(x.total),
       CASE WHEN SUM(SUM(x.total)) OVER () > 0
            THEN SUM(x.total) * 10000 / SUM(SUM(x.total)) OVER () END
  FROM (SELECT CASE WHEN q.state = 'issued' AND q.valid_until < $today THEN 'expired' ELSE q.state END AS state,
	       q.total AS total
	  FROM @quotation q
	 WHERE q.day BETWEEN $from AND $to) x
 GROUP BY x.state
 ORDER BY SUM(x.total) DESC, x.state;
