-- Scheduled work (src/jobs/). Table: sql/schema/0008_agenda.sql. TRUST.md A9.

-- name: job.add
-- right: own
INSERT INTO job (name, next_at, walk, runs, fails) VALUES ($name, 0, 0, 0, 0)
ON CONFLICT (name) DO NOTHING;

-- Due and nobody's, or of somebody whose lease ran out; goes on where that one stopped.
-- name: job.claim
-- right: own
UPDATE job SET owner = $owner, lease_until = $until
 WHERE name = $name AND next_at <= $now AND (lease_until IS NULL OR lease_until < $now)
RETURNING walk;

-- name: job.hold
-- right: own
UPDATE job SET lease_until = $until WHERE name = $name AND owner = $owner;

-- name: job.leave
-- right: own
UPDATE job SET owner = NULL, lease_until = NULL WHERE name = $name AND owner = $owner;

-- name: job.walk
-- right: own
UPDATE job SET walk = $walk WHERE name = $name;

-- name: job.finish
-- right: own
UPDATE job SET next_at = $next, owner = NULL, lease_until = NULL, walk = 0, last_at = $now,
	last_ms = $ms, last_count = $count, runs = runs + 1, fails = 0
 WHERE name = $name;

-- Tried again after a minute, then after two, four ... an hour.
-- name: job.fail
-- right: own
UPDATE job SET owner = NULL, lease_until = NULL, failed_at = $now, error = $error, fails = fails + 1,
	next_at = $now + CASE WHEN fails >= 6 THEN $max ELSE
		$min * CASE fails WHEN 0 THEN 1 WHEN 1 THEN 2 WHEN 2 THEN 4 WHEN 3 THEN 8
			WHEN 4 THEN 16 ELSE 32 END END
 WHERE name = $name AND owner = $owner;

-- name: job.now
-- right: setting.edit
UPDATE job SET next_at = 0 WHERE name = $name;

-- name: job.next
-- right: -
SELECT COALESCE(MIN(CASE WHEN lease_until IS NULL OR lease_until < next_at THEN next_at
	WHEN lease_until < $now THEN $now ELSE lease_until + 1 END), $now + 60000) FROM job;

-- name: job.states
-- right: -
SELECT name, next_at, owner, lease_until, last_at, last_ms, last_count, runs, failed_at, error, fails
  FROM job ORDER BY name;

-- ---- walks

-- name: job.accounts
-- right: -
SELECT COALESCE(MAX(x.holder_id), 0) FROM (SELECT holder_id FROM point_account
	WHERE holder_id > $walk ORDER BY holder_id LIMIT $rows) x;

-- name: job.expired
-- right: -
SELECT DISTINCT holder_id FROM point_lot
 WHERE holder_id > $walk AND holder_id <= $to AND remaining > 0 AND expires_day < $today
 ORDER BY holder_id;

-- name: job.find_points
-- right: own
INSERT INTO reminder_find (kind, day, customer_id)
SELECT DISTINCT 'points', expires_day, holder_id FROM point_lot
 WHERE holder_id > $walk AND holder_id <= $to AND remaining > 0
   AND expires_day BETWEEN $today AND $ahead
ON CONFLICT (kind, day, customer_id) DO NOTHING;

-- name: job.buyers
-- right: -
SELECT COALESCE(MAX(x.customer_id), 0) FROM (SELECT customer_id FROM cust_sum
	WHERE customer_id > $walk ORDER BY customer_id LIMIT $rows) x;

-- name: job.find_idle
-- right: own
INSERT INTO reminder_find (kind, day, customer_id)
SELECT 'idle', last_day, customer_id FROM cust_sum
 WHERE customer_id > $walk AND customer_id <= $to AND last_day BETWEEN $from AND $until
ON CONFLICT (kind, day, customer_id) DO NOTHING;

-- name: job.idle_least
-- right: -
SELECT COALESCE(MIN(COALESCE(days, $days)), 0) FROM reminder_rule
 WHERE kind = 'idle' AND active = 1 AND deleted = 0;

-- name: job.idle_most
-- right: -
SELECT COALESCE(MAX(COALESCE(days, $days)), 0) FROM reminder_rule
 WHERE kind = 'idle' AND active = 1 AND deleted = 0;

-- name: job.forget_found
-- right: own
DELETE FROM reminder_find WHERE kind = $kind AND day < $day;

-- ---- what nobody asks for any more

-- name: job.tidy_idem
-- right: own
DELETE FROM idem WHERE key IN (SELECT key FROM idem WHERE at < $before LIMIT $rows);

-- name: job.tidy_drafts
-- right: own
DELETE FROM draft WHERE (user_id, key) IN
	(SELECT user_id, key FROM draft WHERE at < $before LIMIT $rows);

-- name: job.tidy_told
-- right: own
DELETE FROM reminder_told WHERE (rule_id, subject_id, occasion) IN
	(SELECT rule_id, subject_id, occasion FROM reminder_told WHERE at < $before LIMIT $rows);

-- name: job.tidy_marks
-- right: own
DELETE FROM reminder_mark WHERE (rule_id, subject_id, occasion, user_id) IN
	(SELECT rule_id, subject_id, occasion, user_id FROM reminder_mark WHERE at < $before LIMIT $rows);

-- ---- the search index; engines that keep it themselves have nothing to do

-- name: job.merge_customers
-- right: own
DELETE FROM reminder_find WHERE kind = '';

-- name: job.merge_products
-- right: own
DELETE FROM reminder_find WHERE kind = '';
