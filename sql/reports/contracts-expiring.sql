-- report: contracts-expiring
-- title:  Contracts expiring
-- help:   Running contracts that end in the period, the first ones first.
-- menu:   Service
-- right:  report_service
-- param:  from   day        today        From
-- param:  to     day        today+90     To
-- column: until     day     12          Until
-- column: number    code    12          Number
-- column: customer  text    26          Customer
-- column: subject   text    24          Subject
-- column: value     money   14   sum    Value
-- column: user      text    14          Responsible
-- drill:  open:contract code=number
SELECT x.end_day, x.number, c.name, x.name, x.value, u.name
  FROM @contract x
  JOIN @customer c ON c.id = x.customer_id
  LEFT JOIN app_user u ON u.id = x.user_id
 WHERE x.status IN ('running', 'suspended') AND x.end_day BETWEEN $from AND $to
 ORDER BY x.end_day, x.number;
