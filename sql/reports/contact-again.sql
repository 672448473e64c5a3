-- report: contact-again
-- title:  Customers to contact again
-- help:   Who was to be contacted again up to a day and was not, by the user who promised it.
-- menu:   Service
-- right:  report_service
-- param:  until  day        today        Up to
-- param:  user   ref:user   -            User
-- column: due       day     12          Due
-- column: code      code    12          Code
-- column: name      text    26          Full name
-- column: phone     phone   16          Phone
-- column: user      text    16          By
-- column: last      instant 17          Last contact
-- column: contacts  int      8          Contacts
-- drill:  open:customer code=code
SELECT t.again_day, c.code, c.name, c.phone, u.name, t.last_at, t.contacts
  FROM customer_touch t
  JOIN @customer c ON c.id = t.customer_id
  LEFT JOIN app_user u ON u.id = t.again_user_id
 WHERE t.again_day IS NOT NULL AND t.again_day <= $until
   AND ($user IS NULL OR t.again_user_id = $user)
 ORDER BY t.again_day, c.sort_key, c.id;
