-- Appointments. Rule C4; src/domain/appointment*.c. Table: sql/schema/0008_agenda.sql.

-- Single ones that overlap [from, to); early bounds the look into the index.
-- name: agenda.window
-- right: -
-- private: whose time is taken; the rest only of rows that the actor sees
SELECT a.id, a.at, a.until, l.ref_id, u.code,
	CASE WHEN EXISTS (SELECT 1 FROM @appointment p WHERE p.id = a.id) THEN 1 ELSE 0 END,
	a.state, a.number, a.name, a.place, a.remind_minutes, a.private, a.customer_id, c.code, c.name
  FROM appointment a
  JOIN appointment_users l ON l.owner_id = a.id
  JOIN app_user u ON u.id = l.ref_id
  LEFT JOIN customer c ON c.id = a.customer_id
 WHERE a.at > $early AND a.at < $to AND a.until > $from AND a.repeat IS NULL
   AND a.deleted = 0 AND a.state <> 'cancelled' AND ($user IS NULL OR l.ref_id = $user)
 ORDER BY a.at, a.id;

-- Series that may have something then; which days, src/domain/recurrence.c works out.
-- name: agenda.series
-- right: -
-- private: whose time is taken; the rest only of rows that the actor sees
SELECT a.id, a.at, a.until, l.ref_id, u.code,
	CASE WHEN EXISTS (SELECT 1 FROM @appointment p WHERE p.id = a.id) THEN 1 ELSE 0 END,
	a.state, a.number, a.name, a.place, a.remind_minutes, a.private, a.customer_id, c.code, c.name,
	a.repeat, a.every, a.weekdays, a.repeat_until, a.repeat_count
  FROM appointment a
  JOIN appointment_users l ON l.owner_id = a.id
  JOIN app_user u ON u.id = l.ref_id
  LEFT JOIN customer c ON c.id = a.customer_id
 WHERE a.repeat IS NOT NULL AND a.at < $to AND (a.repeat_until IS NULL OR a.repeat_until >= $day)
   AND a.deleted = 0 AND a.state <> 'cancelled' AND ($user IS NULL OR l.ref_id = $user)
 ORDER BY a.at, a.id;

-- name: agenda.skips
-- right: -
SELECT at FROM appointment_skip WHERE appointment_id = $id ORDER BY at;

-- name: agenda.skip
-- right: appointment.edit
INSERT INTO appointment_skip (appointment_id, at) VALUES ($id, $at)
ON CONFLICT (appointment_id, at) DO NOTHING;

-- name: agenda.part
-- right: appointment.edit
-- private: the row was just made by the actor
UPDATE appointment SET series_id = $series, series_at = $at WHERE id = $id;

-- name: agenda.user
-- right: -
SELECT id FROM app_user WHERE code IN ($code, $upper, $lower) AND deleted = 0
 ORDER BY CASE WHEN code = $code THEN 0 ELSE 1 END LIMIT 1;

-- People whose agenda can be looked at: those of the branch, or all.
-- name: agenda.people
-- right: -
SELECT id, code, name FROM app_user
 WHERE deleted = 0 AND active = 1 AND ($store IS NULL OR store_id = $store OR id = $actor)
 ORDER BY CASE WHEN id = $actor THEN 0 ELSE 1 END, code LIMIT 60;
