-- Reports that are made by themselves: src/jobs/report_job.c. Table: sql/schema/0014_report.sql.

-- The first that is due and nobody's, or of somebody whose lease ran out.
-- name: schedule.claim
-- right: own
-- private: the worker's; the report itself runs with the rights of its user
UPDATE report_schedule SET lease_owner = $owner, lease_until = $until
 WHERE id = (SELECT id FROM report_schedule
	 WHERE deleted = 0 AND active = 1 AND next_at <= $now
	   AND (lease_until IS NULL OR lease_until < $now)
	 ORDER BY next_at, id LIMIT 1)
RETURNING id;

-- name: schedule.load
-- right: own
-- private: the worker's; the report itself runs with the rights of its user
SELECT r.code, r.report, COALESCE(r.params, ''), r.format, COALESCE(r.folder, ''), r.file, r.every,
	COALESCE(r.weekday, 0), COALESCE(r.mday, 0), r.minute, COALESCE(u.code, ''), COALESCE(r.fails, 0), r.name
  FROM report_schedule r
  LEFT JOIN app_user u ON u.id = r.user_id AND u.deleted = 0
 WHERE r.id = $id;

-- name: schedule.done
-- right: own
-- private: the worker's; the report itself runs with the rights of its user
UPDATE report_schedule SET last_at = $now, last_file = $file, last_rows = $rows, last_ms = $ms,
	next_at = $next, failure = NULL, failed_at = NULL, fails = 0, lease_owner = NULL, lease_until = NULL
 WHERE id = $id AND lease_owner = $owner;

-- name: schedule.failed
-- right: own
-- private: the worker's; the report itself runs with the rights of its user
UPDATE report_schedule SET failed_at = $now, failure = $why, fails = COALESCE(fails, 0) + 1,
	next_at = $next, lease_owner = NULL, lease_until = NULL
 WHERE id = $id AND lease_owner = $owner;

-- name: schedule.now
-- right: report_schedule.edit
UPDATE report_schedule SET next_at = $now WHERE id = $id AND deleted = 0
   AND id IN (SELECT v.id FROM @report_schedule v);

-- Of the actor's: what failed at last.
-- name: schedule.states
SELECT r.code, r.name, COALESCE(r.next_at, 0), COALESCE(r.last_at, 0), COALESCE(r.last_ms, 0),
	COALESCE(r.last_rows, 0), COALESCE(r.fails, 0), COALESCE(r.failure, ''), COALESCE(r.last_file, ''),
	r.active, r.id, r.report
  FROM @report_schedule r ORDER BY r.sort_key, r.id LIMIT $rows;

-- name: schedule.troubles
SELECT r.code, r.name, COALESCE(r.next_at, 0), COALESCE(r.last_at, 0), COALESCE(r.last_ms, 0),
	COALESCE(r.last_rows, 0), COALESCE(r.fails, 0), COALESCE(r.failure, ''), COALESCE(r.last_file, ''),
	r.active, r.id, r.report
  FROM @report_schedule r WHERE r.active = 1 AND COALESCE(r.failure, '') <> ''
 ORDER BY r.failed_at DESC, r.id LIMIT $rows;
