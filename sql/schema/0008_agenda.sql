-- Appointments, contracts, holidays, reminders, scheduled jobs. MISSION.md B2, B5, F1;
-- RULES.md C1-C5; TRUST.md A9. How it works: doc/AGENDA.md.

-- ---- appointments (rules C4, C5)

-- at, until: half-open. A row with repeat is a whole series; series_id and series_at tell which
-- occurrence of which series a row replaces.
CREATE TABLE appointment (
	id @int64 NOT NULL PRIMARY KEY, number @text NOT NULL, name @text,
	customer_id @int64 REFERENCES customer (id),
	at @int64 NOT NULL, until @int64 NOT NULL, place @text,
	remind_minutes @int64, state @text NOT NULL, private @int64 NOT NULL CHECK (private IN (0, 1)),
	repeat @text, every @int64, weekdays @text, repeat_until @int64, repeat_count @int64,
	series_id @int64, series_at @int64, note @text,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL,
	CHECK (until > at)
) @table;
CREATE UNIQUE INDEX appointment_number ON appointment (number) WHERE deleted = 0;
CREATE INDEX appointment_at ON appointment (at, id);
CREATE INDEX appointment_series ON appointment (at) WHERE repeat IS NOT NULL;
CREATE INDEX appointment_customer ON appointment (customer_id, at) WHERE customer_id IS NOT NULL;
CREATE INDEX appointment_part ON appointment (series_id, series_at) WHERE series_id IS NOT NULL;

-- appointment.users
CREATE TABLE appointment_users (
	owner_id @int64 NOT NULL, ref_id @int64 NOT NULL, PRIMARY KEY (owner_id, ref_id)
) @rowless;
CREATE INDEX appointment_users_ref ON appointment_users (ref_id, owner_id);

-- Occurrences of a series that do not take place: cancelled, or replaced by a row of their own.
CREATE TABLE appointment_skip (
	appointment_id @int64 NOT NULL, at @int64 NOT NULL,
	PRIMARY KEY (appointment_id, at)
) @rowless;

INSERT INTO number_series (name, prefix, digits, next) VALUES ('appointment', 'LH', 6, 1);

-- ---- contracts (rules C1, C2)

CREATE TABLE contract_kind (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX contract_kind_code ON contract_kind (code) WHERE deleted = 0;

-- anchor: the day of the month that renewals come back to (31 Jan, 28 Feb, 31 Mar: rule C2).
CREATE TABLE contract (
	id @int64 NOT NULL PRIMARY KEY, number @text NOT NULL,
	customer_id @int64 NOT NULL REFERENCES customer (id), name @text NOT NULL,
	kind_id @int64 REFERENCES contract_kind (id),
	signed_day @int64, start_day @int64 NOT NULL, end_day @int64, warranty_day @int64,
	value @int64, maintenance @int64 NOT NULL CHECK (maintenance IN (0, 1)),
	months @int64, anchor @int64 NOT NULL CHECK (anchor BETWEEN 0 AND 31),
	status @text NOT NULL, user_id @int64 REFERENCES app_user (id),
	renews_id @int64 REFERENCES contract (id), note @text,
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX contract_number ON contract (number) WHERE deleted = 0;
-- A contract is renewed once, however often Enter is pressed.
CREATE UNIQUE INDEX contract_renews ON contract (renews_id) WHERE renews_id IS NOT NULL AND deleted = 0;
CREATE INDEX contract_customer ON contract (customer_id, id);
CREATE INDEX contract_story ON contract (customer_id, created_at, id) WHERE deleted = 0;
CREATE INDEX contract_end ON contract (end_day, id);
CREATE INDEX contract_sort ON contract (sort_key, id);

INSERT INTO number_series (name, prefix, digits, next) VALUES ('contract', 'HD', 6, 1);

-- ---- reminders (F1)

CREATE TABLE holiday (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	calendar @text NOT NULL, month @int64 NOT NULL, mday @int64 NOT NULL,
	active @int64 NOT NULL CHECK (active IN (0, 1)),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX holiday_code ON holiday (code) WHERE deleted = 0;

CREATE TABLE reminder_rule (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	kind @text NOT NULL, days @int64, who @text NOT NULL, group_id @int64 REFERENCES user_group (id),
	active @int64 NOT NULL CHECK (active IN (0, 1)),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX reminder_rule_code ON reminder_rule (code) WHERE deleted = 0;

-- Reminders are worked out from what is; only what people did with one is kept.
-- user_id 0: done or handed over, for everybody; else snoozed by that user.
CREATE TABLE reminder_mark (
	rule_id @int64 NOT NULL, subject_id @int64 NOT NULL, occasion @int64 NOT NULL, user_id @int64 NOT NULL,
	state @text NOT NULL CHECK (state IN ('done', 'handed', 'snoozed')),
	until_at @int64, to_user_id @int64, at @int64 NOT NULL, by_user_id @int64,
	PRIMARY KEY (rule_id, subject_id, occasion, user_id)
) @rowless;

-- When the worker saw a reminder come up: each exactly once (TRUST.md A9).
CREATE TABLE reminder_told (
	rule_id @int64 NOT NULL, subject_id @int64 NOT NULL, occasion @int64 NOT NULL,
	at @int64 NOT NULL, PRIMARY KEY (rule_id, subject_id, occasion)
) @rowless;
CREATE INDEX reminder_told_at ON reminder_told (at);

-- Customers that a walk over all of them found worth a look, so that nobody waits for the walk:
-- points by the day they expire, idle by the day of the last purchase. What is said of them is
-- read from the ledgers.
CREATE TABLE reminder_find (
	kind @text NOT NULL, day @int64 NOT NULL, customer_id @int64 NOT NULL,
	PRIMARY KEY (kind, day, customer_id)
) @rowless;

-- ---- scheduled work (TRUST.md A9)

CREATE TABLE job (
	name @text NOT NULL PRIMARY KEY,
	next_at @int64 NOT NULL, owner @text, lease_until @int64, walk @int64 NOT NULL,
	last_at @int64, last_ms @int64, last_count @int64, runs @int64 NOT NULL,
	failed_at @int64, error @text, fails @int64 NOT NULL
) @rowless;

-- ---- what a store starts with; administrators change all of it

INSERT INTO holiday (id, code, name, calendar, month, mday, active, fold, sort_key,
	version, created_at, changed_at, deleted) VALUES
	(901, 'NEWYEAR', 'Tết Dương lịch · 元旦', 'solar', 1, 1, 1, 'newyear tet duong lich 元旦', 'tet duong lich', 1, 0, 0, 0),
	(902, 'TET', 'Tết Nguyên Đán', 'vietnamese', 1, 1, 1, 'tet tet nguyen dan', 'tet nguyen dan', 1, 0, 0, 0),
	(903, 'HUNG', 'Giỗ Tổ Hùng Vương', 'vietnamese', 3, 10, 1, 'hung gio to hung vuong', 'gio to hung vuong', 1, 0, 0, 0),
	(904, 'WOMEN', 'Quốc tế Phụ nữ · 妇女节', 'solar', 3, 8, 1, 'women quoc te phu nu 妇女节', 'quoc te phu nu', 1, 0, 0, 0),
	(905, 'REUNION', 'Ngày Thống nhất', 'solar', 4, 30, 1, 'reunion ngay thong nhat', 'ngay thong nhat', 1, 0, 0, 0),
	(906, 'LABOUR', 'Quốc tế Lao động · 劳动节', 'solar', 5, 1, 1, 'labour quoc te lao dong 劳动节', 'quoc te lao dong', 1, 0, 0, 0),
	(907, 'MIDAUTUMN', 'Tết Trung thu', 'vietnamese', 8, 15, 1, 'midautumn tet trung thu', 'tet trung thu', 1, 0, 0, 0),
	(908, 'NATIONAL', 'Quốc khánh', 'solar', 9, 2, 1, 'national quoc khanh', 'quoc khanh', 1, 0, 0, 0),
	(909, 'VNWOMEN', 'Ngày Phụ nữ Việt Nam', 'solar', 10, 20, 1, 'vnwomen ngay phu nu viet nam', 'ngay phu nu viet nam', 1, 0, 0, 0),
	(910, 'TEACHERS', 'Ngày Nhà giáo', 'solar', 11, 20, 1, 'teachers ngay nha giao', 'ngay nha giao', 1, 0, 0, 0),
	(911, 'CHRISTMAS', 'Giáng sinh · 圣诞节', 'solar', 12, 25, 1, 'christmas giang sinh 圣诞节', 'giang sinh', 1, 0, 0, 0),
	(912, 'CNSPRING', '春节', 'chinese', 1, 1, 0, 'cnspring 春节', '春节', 1, 0, 0, 0),
	(913, 'CNDUANWU', '端午节', 'chinese', 5, 5, 0, 'cnduanwu 端午节', '端午节', 1, 0, 0, 0),
	(914, 'CNMOON', '中秋节', 'chinese', 8, 15, 0, 'cnmoon 中秋节', '中秋节', 1, 0, 0, 0),
	(915, 'CNNATION', '国庆节', 'solar', 10, 1, 0, 'cnnation 国庆节', '国庆节', 1, 0, 0, 0);

INSERT INTO reminder_rule (id, code, name, kind, who, active, fold, sort_key,
	version, created_at, changed_at, deleted) VALUES
	(921, 'APPOINTMENT', 'Appointments', 'appointment', 'owner', 1, 'appointment appointments', 'appointments', 1, 0, 0, 0),
	(922, 'CONTRACT', 'Contracts that end', 'contract', 'owner', 1, 'contract contracts that end', 'contracts that end', 1, 0, 0, 0),
	(923, 'CALLBACK', 'Contact again', 'contact_again', 'owner', 1, 'callback contact again', 'contact again', 1, 0, 0, 0),
	(924, 'BIRTHDAY', 'Birthdays', 'birthday', 'owner', 1, 'birthday birthdays', 'birthdays', 1, 0, 0, 0),
	(925, 'HOLIDAY', 'Holidays', 'holiday', 'store', 1, 'holiday holidays', 'holidays', 1, 0, 0, 0),
	(926, 'ORDER', 'Late orders', 'order', 'owner', 1, 'order late orders', 'late orders', 1, 0, 0, 0),
	(927, 'GIFT', 'Gifts running out', 'gift', 'store', 1, 'gift gifts running out', 'gifts running out', 1, 0, 0, 0),
	(928, 'POINTS', 'Points that expire', 'points', 'owner', 0, 'points points that expire', 'points that expire', 1, 0, 0, 0),
	(929, 'IDLE', 'No purchase for long', 'idle', 'owner', 0, 'idle no purchase for long', 'no purchase for long', 1, 0, 0, 0);
