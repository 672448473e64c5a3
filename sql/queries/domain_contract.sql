-- Contracts. Rules C1, C2; src/domain/contract*.c. Table: sql/schema/0008_agenda.sql.

-- name: contract.by_code
-- right: -
SELECT id, customer_id FROM @contract k
 WHERE k.number IN ($code, $upper, $lower)
 ORDER BY CASE WHEN k.number = $code THEN 0 ELSE 1 END, k.id LIMIT 1;

-- name: contract.renewed_by
-- right: -
SELECT id, number FROM @contract k WHERE k.renews_id = $id;

-- name: contract.link
-- right: -
SELECT id, number, start_day, end_day, value, status, renews_id FROM @contract k WHERE k.id = $id;

-- name: contract.next
-- right: -
SELECT id, number, start_day, end_day, value, status, renews_id FROM @contract k
 WHERE k.renews_id = $id;
