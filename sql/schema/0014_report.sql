-- Saved questions to reports, and reports that are made by themselves (E2, E6). How they work:
-- doc/REPORTS.md. Forms: report_set, report_schedule.

-- What is asked of a report, under a name: "from=month-start store=S1". Its maker's until shared.
CREATE TABLE report_set (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	report @text NOT NULL, params @text,
	store_id @int64 REFERENCES store (id),
	owner_id @int64, scope @int64 NOT NULL CHECK (scope BETWEEN 0 AND 2),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX report_set_code ON report_set (code) WHERE deleted = 0;
CREATE INDEX report_set_report ON report_set (report, sort_key, id);
CREATE INDEX report_set_sort ON report_set (sort_key, id);
CREATE INDEX report_set_owner ON report_set (owner_id, sort_key, id);

-- user_id: whose rights it runs with, who saved it last. minute: of the shop's day.
-- next_at .. fails are the worker's; lease_until: a worker is at it until then.
CREATE TABLE report_schedule (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	report @text NOT NULL, params @text,
	format @text NOT NULL, folder @text, file @text NOT NULL,
	every @text NOT NULL CHECK (every IN ('daily', 'weekly', 'monthly')),
	weekday @int64 CHECK (weekday BETWEEN 1 AND 7), mday @int64 CHECK (mday BETWEEN 1 AND 31),
	minute @int64 NOT NULL CHECK (minute BETWEEN 0 AND 1439),
	active @int64 NOT NULL CHECK (active IN (0, 1)),
	user_id @int64 REFERENCES app_user (id),
	next_at @int64, last_at @int64, last_file @text, last_rows @int64, last_ms @int64,
	failed_at @int64, failure @text, fails @int64, lease_owner @text, lease_until @int64,
	store_id @int64 REFERENCES store (id),
	owner_id @int64, scope @int64 NOT NULL CHECK (scope BETWEEN 0 AND 2),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX report_schedule_code ON report_schedule (code) WHERE deleted = 0;
CREATE INDEX report_schedule_due ON report_schedule (next_at) WHERE deleted = 0 AND active = 1;
CREATE INDEX report_schedule_sort ON report_schedule (sort_key, id);
CREATE INDEX report_schedule_owner ON report_schedule (owner_id, sort_key, id);

INSERT INTO number_series (name, prefix, digits, next) VALUES
	('report_set', 'RS', 4, 1), ('report_schedule', 'RJ', 4, 1);
