-- Appointments for calendar files (src/exchange/ical.c). Table: sql/schema/0008_agenda.sql.

-- name: ical.events
-- right: appointment.export
SELECT a.id, a.number, a.name, a.at, a.until, a.place, a.remind_minutes, a.private, a.repeat,
	a.every, a.weekdays, a.repeat_until, a.repeat_count, a.series_id, a.series_at, a.note,
	a.changed_at, c.code, c.name, a.state, a.version
  FROM @appointment a LEFT JOIN @customer c ON c.id = a.customer_id
 WHERE ($id IS NULL OR a.id = $id) AND (a.at >= $since OR a.repeat IS NOT NULL)
   AND ($user IS NULL OR EXISTS (SELECT 1 FROM appointment_users l
	WHERE l.owner_id = a.id AND l.ref_id = $user))
 ORDER BY a.at, a.id LIMIT $cap;

-- Called off and not replaced by a row of its own.
-- name: ical.skips
-- right: appointment.export
-- private: a replaced time of a series that is seen
SELECT s.at FROM appointment_skip s
 WHERE s.appointment_id = $id AND NOT EXISTS (SELECT 1 FROM appointment p
	WHERE p.series_id = s.appointment_id AND p.series_at = s.at AND p.deleted = 0)
 ORDER BY s.at;
