-- Erasing a person (rule S7): what is said of it, table by table. Run for the customer and for
-- every record merged into it by src/domain/erase*.c, which asks for the right. Money, points and
-- numbers of documents stay; words go. Tables: sql/schema/0001 to 0013.

-- name: erase.find
-- right: erase.view
SELECT c.id, c.code, c.name, c.kind, c.deleted FROM @customer c
 WHERE c.code IN ($code, $upper, $lower) ORDER BY c.deleted, c.id DESC LIMIT 1;

-- Deleted, merged away or erased already: administrators alone look for those.
-- name: erase.find_gone
-- right: erase.view
-- private: src/domain/erase.c asks for an administrator, who sees all
SELECT c.id, c.code, c.name, c.kind, c.deleted FROM customer c
 WHERE c.code IN ($code, $upper, $lower) AND c.deleted = 1 ORDER BY c.id DESC LIMIT 1;

-- Merged into this one, directly or through others.
-- name: erase.merged
-- right: erase.view
WITH RECURSIVE was (id) AS (
	SELECT m.from_id FROM customer_merge m WHERE m.into_id = $customer AND m.undone_at IS NULL
	UNION
	SELECT m.from_id FROM was w JOIN customer_merge m ON m.into_id = w.id AND m.undone_at IS NULL)
SELECT id FROM was;

-- name: erase.merged_away
-- right: erase.view
-- private: only its code comes back, to whoever may erase
SELECT i.id, i.code FROM customer_merge m JOIN customer i ON i.id = m.into_id
 WHERE m.from_id = $customer AND m.undone_at IS NULL LIMIT 1;

-- Cards with money on them: that is paid out first.
-- name: erase.money
-- right: erase.view
-- private: of a customer that the actor sees
SELECT k.number, v.principal + v.bonus FROM card k JOIN value_account v ON v.card_id = k.id
 WHERE k.customer_id = $customer AND v.principal + v.bonus > 0 ORDER BY k.number LIMIT 1;

-- name: erase.points
-- right: erase.view
SELECT balance FROM point_account WHERE holder_id = $customer;

-- name: erase.orders
-- right: erase.view
-- private: of a customer that the actor sees
SELECT number FROM sales_order WHERE customer_id = $customer AND deleted = 0
   AND state IN ('confirmed', 'delivering') ORDER BY number LIMIT 1;

-- ---- words by which drafts and held sales are recognised

-- name: erase.words
-- right: erase.view
-- private: of a customer that the actor sees
SELECT name, coalesce(phone, ''), coalesce(phone2, ''), coalesce(email, ''), coalesce(id_number, ''),
	code FROM customer WHERE id = $customer;

-- name: erase.drafts
-- right: erase.delete
SELECT user_id, key, title, body FROM draft ORDER BY user_id, key;

-- name: erase.draft
-- right: erase.delete
DELETE FROM draft WHERE user_id = $user AND key = $key;

-- name: erase.holds
-- right: erase.delete
SELECT id, title, body FROM hold ORDER BY id;

-- name: erase.hold
-- right: erase.delete
UPDATE hold SET title = '', body = $body WHERE id = $id;

-- name: erase.queries
-- right: erase.delete
SELECT user_id, entity, name, body FROM saved_query ORDER BY user_id, entity, name;

-- name: erase.query
-- right: erase.delete
DELETE FROM saved_query WHERE user_id = $user AND entity = $entity AND name = $name;

-- Questions of the universal query, kept questions to reports, reports that are made by themselves.
-- name: erase.stored
-- right: erase.delete
-- private: whoever may erase takes away every word, whose question it ever was
SELECT id, '', '', name || ' ' || coalesce(note, ''), definition FROM stored_query ORDER BY id;

-- name: erase.stored_drop
-- right: erase.delete
-- private: as above
DELETE FROM stored_query WHERE id = $id;

-- name: erase.sets
-- right: erase.delete
-- private: as above
SELECT id, '', '', name, coalesce(params, '') FROM report_set ORDER BY id;

-- name: erase.set_drop
-- right: erase.delete
-- private: as above
DELETE FROM report_set WHERE id = $id;

-- name: erase.schedules
-- right: erase.delete
-- private: as above
SELECT id, '', '', name, coalesce(params, '') FROM report_schedule ORDER BY id;

-- name: erase.schedule_drop
-- right: erase.delete
-- private: as above
DELETE FROM report_schedule WHERE id = $id;

-- name: erase.share_drop
-- right: erase.delete
DELETE FROM share WHERE entity = $entity AND row_id = $id;

-- ---- ids of everything that hangs on the customer: for the trail and for kept answers

-- name: erase.ids
-- right: erase.view
-- private: of a customer that the actor sees
SELECT id FROM contact WHERE customer_id = $customer
UNION ALL SELECT id FROM interaction WHERE customer_id = $customer
UNION ALL SELECT id FROM rating WHERE customer_id = $customer
UNION ALL SELECT id FROM suggestion WHERE customer_id = $customer
UNION ALL SELECT s.id FROM suggestion g JOIN suggestion_step s ON s.suggestion_id = g.id
 WHERE g.customer_id = $customer
UNION ALL SELECT id FROM churn WHERE customer_id = $customer
UNION ALL SELECT id FROM appointment WHERE customer_id = $customer
UNION ALL SELECT id FROM contract WHERE customer_id = $customer
UNION ALL SELECT id FROM quotation WHERE customer_id = $customer
UNION ALL SELECT id FROM sales_order WHERE customer_id = $customer
UNION ALL SELECT id FROM document WHERE customer_id = $customer
UNION ALL SELECT id FROM card WHERE customer_id = $customer;

-- name: erase.files
-- right: erase.view
-- private: of a customer that the actor sees
SELECT DISTINCT hash FROM document WHERE customer_id = $customer;

-- ---- rows that go

-- name: erase.contacts
-- right: erase.delete
-- private: of a customer that the actor sees
DELETE FROM contact WHERE customer_id = $customer;

-- name: erase.ratings
-- right: erase.delete
-- private: of a customer that the actor sees
DELETE FROM rating WHERE customer_id = $customer;

-- name: erase.steps
-- right: erase.delete
-- private: of a customer that the actor sees
DELETE FROM suggestion_step WHERE suggestion_id IN
	(SELECT id FROM suggestion WHERE customer_id = $customer);

-- name: erase.documents
-- right: erase.delete
-- private: of a customer that the actor sees
DELETE FROM document WHERE customer_id = $customer;

-- name: erase.shares
-- right: erase.delete
DELETE FROM share WHERE entity = 'customer' AND row_id = $customer;

-- ---- rows that stay without their words

-- name: erase.interactions
-- right: erase.delete
-- private: of a customer that the actor sees
UPDATE interaction SET person = NULL, preparation = NULL, course = NULL, result = NULL,
	contact_again = NULL, fold = '', sort_key = '', version = version + 1, changed_at = $at
 WHERE customer_id = $customer;

-- name: erase.suggestions
-- right: erase.delete
-- private: of a customer that the actor sees
UPDATE suggestion SET person = NULL, phone = NULL, subject = '—', body = NULL, result = NULL,
	feedback = NULL, fold = '', sort_key = '', version = version + 1, changed_at = $at
 WHERE customer_id = $customer;

-- name: erase.churns
-- right: erase.delete
-- private: of a customer that the actor sees
UPDATE churn SET note = NULL, fold = '', sort_key = '', version = version + 1, changed_at = $at
 WHERE customer_id = $customer;

-- name: erase.appointments
-- right: erase.delete
-- private: of a customer that the actor sees
UPDATE appointment SET name = NULL, place = NULL, note = NULL, fold = '', sort_key = '',
	deleted = 1, version = version + 1, changed_at = $at
 WHERE customer_id = $customer;

-- name: erase.contracts
-- right: erase.delete
-- private: of a customer that the actor sees
UPDATE contract SET name = '—', note = NULL, fold = '', sort_key = '', version = version + 1,
	changed_at = $at
 WHERE customer_id = $customer;

-- name: erase.quotations
-- right: erase.delete
-- private: of a customer that the actor sees
UPDATE quotation SET subject = NULL, contact = NULL, terms = NULL, note = NULL, reason = NULL,
	fold = '', sort_key = '', version = version + 1, changed_at = $at
 WHERE customer_id = $customer;

-- name: erase.orders_words
-- right: erase.delete
-- private: of a customer that the actor sees
UPDATE sales_order SET subject = NULL, contact = NULL, address = NULL, terms = NULL, note = NULL,
	reason = NULL, fold = '', sort_key = '', version = version + 1, changed_at = $at
 WHERE customer_id = $customer;

-- name: erase.order_moves
-- right: erase.delete
-- private: of a customer that the actor sees
UPDATE order_move SET note = NULL WHERE note IS NOT NULL AND order_id IN
	(SELECT id FROM sales_order WHERE customer_id = $customer);

-- What went out goes; its hash stays (rule C3 gives way to S7).
-- name: erase.issues
-- right: erase.delete
-- private: of a customer that the actor sees
UPDATE doc_issue SET body = ''
 WHERE (entity = 'quotation' AND row_id IN (SELECT id FROM quotation WHERE customer_id = $customer))
    OR (entity = 'order' AND row_id IN (SELECT id FROM sales_order WHERE customer_id = $customer));

-- The keyed hash by which an ID number is looked up.
-- name: erase.blind
-- right: erase.delete
-- private: of a customer that the actor sees
UPDATE customer SET id_number_blind = NULL WHERE id = $customer;

-- name: erase.cards
-- right: erase.delete
-- private: of a customer that the actor sees
UPDATE card SET note = NULL, pin_hash = NULL,
	status = CASE WHEN status = 'replaced' THEN 'replaced' ELSE 'closed' END,
	version = version + 1, changed_at = $at
 WHERE customer_id = $customer;

-- name: erase.card_events
-- right: erase.delete
-- private: of a customer that the actor sees
UPDATE card_event SET reason = '' WHERE reason <> '' AND card_id IN
	(SELECT id FROM card WHERE customer_id = $customer);

-- name: erase.coupons
-- right: erase.delete
UPDATE coupon SET name = '—', active = 0, fold = '', sort_key = '', version = version + 1,
	changed_at = $at
 WHERE customer_id = $customer;

-- name: erase.sales
-- right: erase.delete
UPDATE sale SET reason = NULL WHERE customer_id = $customer AND reason IS NOT NULL;

-- name: erase.points_words
-- right: erase.delete
-- private: of a customer that the actor sees
UPDATE point_entry SET note = NULL WHERE note IS NOT NULL AND (holder_id = $customer
	OR holder_id IN (SELECT id FROM card WHERE customer_id = $customer));

-- name: erase.value_words
-- right: erase.delete
-- private: of a customer that the actor sees
UPDATE value_entry SET note = NULL WHERE note IS NOT NULL
   AND card_id IN (SELECT id FROM card WHERE customer_id = $customer);

-- name: erase.gifts
-- right: erase.delete
-- private: of a customer that the actor sees
UPDATE gift_move SET note = NULL WHERE note IS NOT NULL AND (holder_id = $customer
	OR card_id IN (SELECT id FROM card WHERE customer_id = $customer));

-- ---- the trail and kept answers, once nobody can add to them any more

-- name: erase.trail
-- right: audit.view
SELECT seq FROM audit WHERE row_id = $row AND action <> 'erase'
   AND (body_hash IS NOT NULL OR reason_hash IS NOT NULL) ORDER BY seq;

-- name: erase.trail_body
-- right: erase.delete
DELETE FROM audit_body WHERE seq = $seq;

-- name: erase.trail_reason
-- right: erase.delete
UPDATE audit SET reason = '' WHERE seq = $seq AND reason_hash IS NOT NULL;

-- name: erase.answers
-- right: erase.view
SELECT key, result FROM idem WHERE op IN ('add', 'edit') AND key > $after ORDER BY key LIMIT $limit;

-- name: erase.answer
-- right: erase.delete
UPDATE idem SET result = $result WHERE key = $key;

-- name: erase.imports
-- right: erase.delete
UPDATE import_row SET was = NULL WHERE row_id = $row AND was IS NOT NULL;

-- ---- what was done

-- name: erase.keep
-- right: erase.delete
INSERT INTO erasure (id, code, customer_id, at, day, user_id, reason, items, body, fold, sort_key,
	version, created_at, created_by, changed_at, changed_by, deleted)
VALUES ($id, $code, $customer, $at, $day, $user, $reason, $items, $body, $fold, $fold,
	1, $at, $user, $at, $user, 0);

-- name: erase.kept
-- right: erase.view
SELECT id, code, customer_id, at, day, reason, items, body, version FROM erasure
 WHERE customer_id = $customer;

-- name: erase.open
-- right: erase.view
SELECT id, customer_id, body FROM erasure WHERE version = 1 ORDER BY id LIMIT 1;

-- name: erase.done
-- right: erase.delete
UPDATE erasure SET body = $body, items = $items, version = version + 1, changed_at = $at WHERE id = $id;

-- name: erase.again
-- right: erase.delete
UPDATE erasure SET again_at = $at, body = $body, version = 1 WHERE id = $id;

-- name: erase.all
-- right: erase.view
SELECT e.code, e.customer_id, e.at, e.day, e.reason, coalesce(u.code, '') FROM erasure e
  LEFT JOIN app_user u ON u.id = e.user_id ORDER BY e.at, e.id;
