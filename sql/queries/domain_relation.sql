-- Interactions, ratings, suggestions, lost customers: what is derived from them, and the lists
-- of whom to work on. src/domain/interaction.c, rating.c, suggestion.c, churn.c, people_list.c.
-- Tables: sql/schema/0002_customer.sql, 0003_ledger.sql, 0007_relation.sql.

-- ---- interactions

-- name: touch.drop
-- right: interaction
DELETE FROM customer_touch WHERE customer_id = $customer;

-- What the newest interaction says: it alone (B3).
-- name: touch.make
-- right: interaction
-- private: the figures of a customer that the actor sees
INSERT INTO customer_touch (customer_id, contacts, last_id, last_at, again_day, again_user_id)
SELECT i.customer_id, (SELECT COUNT(*) FROM interaction n
	WHERE n.customer_id = $customer AND n.deleted = 0), i.id, i.at, i.contact_again, i.user_id
  FROM interaction i WHERE i.customer_id = $customer AND i.deleted = 0
 ORDER BY i.at DESC, i.id DESC LIMIT 1;

-- ---- what is due at the counter (src/domain/due.c)

-- name: due.again
-- right: interaction
-- private: of a customer that the actor sees
SELECT again_day FROM customer_touch
 WHERE customer_id = $customer AND again_day IS NOT NULL AND again_day <= $today;

-- name: due.appointment
-- right: appointment
SELECT a.at FROM @appointment a
 WHERE a.customer_id = $customer AND a.until > $now AND a.at < $end AND a.state = 'planned'
   AND a.repeat IS NULL
 ORDER BY a.at LIMIT 1;

-- Series of the customer that may have something then.
-- name: due.series
-- right: appointment
SELECT a.id, a.at, a.until, a.repeat, a.every, a.weekdays, a.repeat_until, a.repeat_count
  FROM @appointment a
 WHERE a.customer_id = $customer AND a.repeat IS NOT NULL AND a.at < $end AND a.state = 'planned'
   AND (a.repeat_until IS NULL OR a.repeat_until >= $day)
 ORDER BY a.at, a.id LIMIT 50;

-- name: due.contract
-- right: contract
SELECT c.end_day, c.number FROM @contract c
 WHERE c.customer_id = $customer AND c.end_day BETWEEN $today AND $until
   AND c.status IN ('running', 'suspended')
   AND NOT EXISTS (SELECT 1 FROM @contract n WHERE n.renews_id = c.id)
 ORDER BY c.end_day, c.id LIMIT 1;

-- ---- contacts

-- The main contact that a customer has beside this one (A4).
-- name: contact.other_main
-- right: customer
-- private: of a customer that the actor sees
SELECT o.id FROM contact o JOIN contact n ON n.id = $id AND o.customer_id = n.customer_id
 WHERE o.id <> $id AND o.main = 1 AND o.deleted = 0
 ORDER BY o.id LIMIT 1;

-- ---- ratings

-- name: rating.newest
-- right: rating
-- private: of a customer that the actor sees
SELECT prospect, worth, coalesce(stage, ''), coalesce(score, -1) FROM rating
 WHERE customer_id = $customer AND deleted = 0 ORDER BY day DESC, id DESC LIMIT 1;

-- name: rating.put
-- right: rating
-- private: of a customer that the actor sees
UPDATE customer SET prospect = $prospect, worth = $worth, stage = $stage, score = $score,
	version = version + 1, changed_at = $at
 WHERE id = $customer AND (prospect <> $prospect OR worth <> $worth
	OR coalesce(stage, '') <> coalesce($stage, '') OR coalesce(score, -1) <> coalesce($score, -1));

-- ---- suggestions

-- name: suggestion.state
-- right: suggestion
SELECT s.state FROM @suggestion s WHERE s.number IN ($code, $upper, $lower);

-- name: suggestion.start
-- right: suggestion
-- private: the actor has just read it
UPDATE suggestion SET state = 'working', version = version + 1, changed_at = $at
 WHERE number IN ($code, $upper, $lower) AND deleted = 0 AND state = 'new';

-- name: suggestion.caller
-- right: suggestion
SELECT c.name, coalesce(c.phone, '') FROM @customer c WHERE c.code IN ($code, $upper, $lower);

-- ---- lost customers

-- name: churn.open
-- right: churn
SELECT h.number FROM @churn h JOIN @customer c ON c.id = h.customer_id
 WHERE c.code IN ($code, $upper, $lower) AND h.won_back = 0 AND h.id <> $id LIMIT 1;

-- ---- lists of whom to work on: key (a day or an instant), id, code, name, phone, two texts, day

-- name: people.again_mine
-- right: interaction.view
-- private: the customer is one that the actor sees
SELECT t.again_day, c.id, c.code, c.name, coalesce(c.phone, ''), coalesce(u.name, ''),
	coalesce(i.result, i.course, ''), t.again_day, i.id
  FROM customer_touch t JOIN @customer c ON c.id = t.customer_id
  JOIN interaction i ON i.id = t.last_id LEFT JOIN app_user u ON u.id = t.again_user_id
 WHERE t.again_user_id = $actor AND t.again_day <= $day
   AND (t.again_day, t.customer_id) > ($key, $id)
 ORDER BY t.again_day, t.customer_id LIMIT $limit;

-- name: people.again_all
-- right: team.view
-- private: the customer is one that the actor sees
SELECT t.again_day, c.id, c.code, c.name, coalesce(c.phone, ''), coalesce(u.name, ''),
	coalesce(i.result, i.course, ''), t.again_day, i.id
  FROM customer_touch t JOIN @customer c ON c.id = t.customer_id
  JOIN interaction i ON i.id = t.last_id LEFT JOIN app_user u ON u.id = t.again_user_id
 WHERE t.again_day <= $day AND (t.again_day, t.customer_id) > ($key, $id)
 ORDER BY t.again_day, t.customer_id LIMIT $limit;

-- Newest customers first: those are the ones to greet.
-- name: people.untouched
-- right: interaction.view
SELECT -c.id, c.id, c.code, c.name, coalesce(c.phone, ''), coalesce(u.name, ''), '',
	coalesce(s.last_day, 0), 0
  FROM @customer c LEFT JOIN app_user u ON u.id = c.owner_id
  LEFT JOIN cust_sum s ON s.customer_id = c.id
 WHERE NOT EXISTS (SELECT 1 FROM customer_touch t WHERE t.customer_id = c.id)
   AND c.id < $before
 ORDER BY c.id DESC LIMIT $limit;

-- One stage of the pipeline, by name.
-- name: people.stage
-- right: rating.view
-- private: the customer is one that the actor sees
SELECT 0, c.id, c.code, c.name, coalesce(c.phone, ''), c.stage, coalesce(r.note, ''),
	coalesce(r.day, 0), coalesce(r.id, 0), coalesce(c.score, -1), c.sort_key
  FROM @customer c LEFT JOIN rating r ON r.id = (SELECT x.id FROM rating x
	WHERE x.customer_id = c.id AND x.deleted = 0 ORDER BY x.day DESC, x.id DESC LIMIT 1)
 WHERE c.prospect = 1 AND c.stage = $stage AND (c.sort_key, c.id) > ($sort, $id)
 ORDER BY c.sort_key, c.id LIMIT $limit;

-- Bought once, but not since a day; not on record as lost. The longest ago first.
-- name: people.idle
-- right: churn.view
-- private: the customer is one that the actor sees
SELECT s.last_day, c.id, c.code, c.name, coalesce(c.phone, ''), '', '', s.last_day, 0, s.spent
  FROM cust_sum s JOIN @customer c ON c.id = s.customer_id
 WHERE s.last_day > 0 AND s.last_day <= $day AND (s.last_day, s.customer_id) > ($key, $id)
   AND NOT EXISTS (SELECT 1 FROM churn h WHERE h.customer_id = s.customer_id
	AND h.deleted = 0 AND h.won_back = 0)
 ORDER BY s.last_day, s.customer_id LIMIT $limit;

-- On record as lost and not won back; who bought again since says so.
-- name: people.lost
-- right: churn.view
SELECT h.day, h.id, c.code, c.name, coalesce(c.phone, ''), k.name, coalesce(r.name, ''),
	h.day, h.id, CASE WHEN s.last_day > h.day THEN s.last_day ELSE 0 END, c.id
  FROM @churn h JOIN @customer c ON c.id = h.customer_id
  JOIN churn_kind k ON k.id = h.kind_id LEFT JOIN churn_reason r ON r.id = h.reason_id
  LEFT JOIN cust_sum s ON s.customer_id = h.customer_id
 WHERE h.won_back = 0 AND (h.day, h.id) > ($key, $id)
 ORDER BY h.day, h.id LIMIT $limit;

-- Not closed yet, the oldest first.
-- name: people.suggestions
-- right: suggestion.view
-- private: who sees the suggestion sees its customer
SELECT s.at, s.id, s.number, s.subject, coalesce(s.phone, ''), coalesce(u.name, ''),
	coalesce(c.name, s.person, ''), s.at, s.id, s.state, coalesce(s.customer_id, 0)
  FROM @suggestion s LEFT JOIN customer c ON c.id = s.customer_id
  LEFT JOIN app_user u ON u.id = s.user_id
 WHERE s.state <> 'closed' AND (s.at, s.id) > ($key, $id)
 ORDER BY s.at, s.id LIMIT $limit;

-- ---- what the home screen and reminders count

-- name: people.again_count
-- right: interaction.view
SELECT COUNT(*) FROM (SELECT 1 FROM customer_touch t JOIN @customer c ON c.id = t.customer_id
	WHERE t.again_user_id = $actor AND t.again_day <= $day LIMIT 100) x;

-- ---- proofs (quen verify)

-- name: verify.touch
-- right: audit.view
-- private: figures of customers that the actor sees
SELECT c.code, t.contacts, (SELECT COUNT(*) FROM interaction i
	WHERE i.customer_id = t.customer_id AND i.deleted = 0) AS again
  FROM customer_touch t JOIN @customer c ON c.id = t.customer_id
 WHERE t.contacts <> (SELECT COUNT(*) FROM interaction i
	WHERE i.customer_id = t.customer_id AND i.deleted = 0);

-- name: verify.touch_last
-- right: audit.view
-- private: figures of customers that the actor sees
SELECT c.code, coalesce(t.again_day, 0), coalesce(i.contact_again, 0)
  FROM customer_touch t JOIN @customer c ON c.id = t.customer_id
  LEFT JOIN interaction i ON i.id = (SELECT n.id FROM interaction n
	WHERE n.customer_id = t.customer_id AND n.deleted = 0 ORDER BY n.at DESC, n.id DESC LIMIT 1)
 WHERE i.id IS DISTINCT FROM t.last_id OR coalesce(t.again_day, 0) <> coalesce(i.contact_again, 0);

-- name: verify.untouched
-- right: audit.view
-- private: figures of customers that the actor sees
SELECT c.code, 0, 1 FROM @customer c
 WHERE EXISTS (SELECT 1 FROM interaction i WHERE i.customer_id = c.id AND i.deleted = 0)
   AND NOT EXISTS (SELECT 1 FROM customer_touch t WHERE t.customer_id = c.id);

-- name: verify.rating
-- right: audit.view
-- private: figures of customers that the actor sees
SELECT c.code, coalesce(c.score, -1), coalesce(r.score, -1)
  FROM rating r JOIN @customer c ON c.id = r.customer_id
 WHERE r.deleted = 0 AND r.id = (SELECT n.id FROM rating n
	WHERE n.customer_id = c.id AND n.deleted = 0 ORDER BY n.day DESC, n.id DESC LIMIT 1)
   AND (c.prospect <> r.prospect OR c.worth <> r.worth
	OR coalesce(c.stage, '') <> coalesce(r.stage, '')
	OR coalesce(c.score, -1) <> coalesce(r.score, -1));
