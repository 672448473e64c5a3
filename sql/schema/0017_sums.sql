-- Sums of whole months that are over, made by the worker out of the sums of each hour, so that a
-- report of two years reads thousands of rows and not hundreds of thousands (PERFORMANCE.md R1).
-- No sale pays for them: see src/domain/sums.c.

-- The days before this one are in the tables below; 0: none yet. A receipt that goes into an
-- older month sets it back.
CREATE TABLE sum_until (id @int64 NOT NULL PRIMARY KEY CHECK (id = 1), day @int64 NOT NULL) @table;
INSERT INTO sum_until (id, day) VALUES (1, 0);

CREATE TABLE sum_day (
	day @int64 NOT NULL, store_id @int64 NOT NULL,
	tickets @int64 NOT NULL, gross @int64 NOT NULL, total @int64 NOT NULL,
	member_tickets @int64 NOT NULL, member_total @int64 NOT NULL,
	PRIMARY KEY (day, store_id)
) @rowless;

CREATE TABLE sum_user (
	month @int64 NOT NULL, store_id @int64 NOT NULL, user_id @int64 NOT NULL,
	tickets @int64 NOT NULL, total @int64 NOT NULL, member_tickets @int64 NOT NULL,
	PRIMARY KEY (month, store_id, user_id)
) @rowless;

-- In the order of the heat map, which is then summed as it is read.
CREATE TABLE sum_hour (
	weekday @int64 NOT NULL, hour @int64 NOT NULL, month @int64 NOT NULL, store_id @int64 NOT NULL,
	tickets @int64 NOT NULL, total @int64 NOT NULL,
	PRIMARY KEY (weekday, hour, month, store_id)
) @rowless;

CREATE TABLE sum_category (
	month @int64 NOT NULL, store_id @int64 NOT NULL, category_id @int64 NOT NULL,
	qty @int64 NOT NULL, total @int64 NOT NULL,
	PRIMARY KEY (month, store_id, category_id)
) @rowless;

CREATE TABLE sum_tender (
	month @int64 NOT NULL, store_id @int64 NOT NULL, method @text NOT NULL,
	count @int64 NOT NULL, amount @int64 NOT NULL,
	PRIMARY KEY (month, store_id, method)
) @rowless;
