-- report: potential
-- title:  Potential customers
-- help:   Prospects by stage: how many, how many are worth pursuing, and their mean score.
-- menu:   Service
-- right:  rating
-- column: stage     word:stage 14       Stage
-- column: customers int     10   sum    Customers
-- column: worth     int     10   sum    Worth pursuing
-- column: score     int      8          Mean score
-- chart:  bar stage customers worth
SELECT coalesce(c.stage, 'lead'), COUNT(*), SUM(c.worth), CAST(AVG(c.score) AS BIGINT)
  FROM @customer c
 WHERE c.prospect = 1
 GROUP BY coalesce(c.stage, 'lead')
 ORDER BY COUNT(*) DESC, coalesce(c.stage, 'lead');
