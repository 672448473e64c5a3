-- report: duplicates
-- title:  Possible duplicates
-- help:   Customers who share a phone, or a name and a birthday. Merge them from the customer screen.
-- menu:   Control
-- right:  customer
-- param:  by     choice:phone,birthday  phone  By
-- column: same      text    24          The same
-- column: code      code    12          Code
-- column: name      text    28          Full name
-- column: phone     phone   16          Phone
-- column: birth     birth   12          Birthday
-- column: sales     int      8          Receipts
-- group:  same
-- drill:  open:customer code=code
WITH twice AS (
	SELECT p.rev AS same FROM customer_phone p JOIN @customer c ON c.id = p.id
	 WHERE $by = 'phone' GROUP BY p.rev HAVING COUNT(DISTINCT p.id) > 1),
born AS (
	SELECT c.sort_key AS name, c.birth AS birth FROM @customer c
	 WHERE $by = 'birthday' AND c.birth >= 10000 GROUP BY c.sort_key, c.birth HAVING COUNT(*) > 1)
SELECT c.phone AS same, c.code, c.name, c.phone, c.birth, cs.sales
  FROM twice t
  JOIN customer_phone p ON p.rev = t.same
  JOIN @customer c ON c.id = p.id
  LEFT JOIN cust_sum cs ON cs.customer_id = c.id
UNION ALL
SELECT c.name AS same, c.code, c.name, c.phone, c.birth, cs.sales
  FROM born b
  JOIN @customer c ON c.sort_key = b.name AND c.birth = b.birth
  LEFT JOIN cust_sum cs ON cs.customer_id = c.id
 ORDER BY 1, 2;
