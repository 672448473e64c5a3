-- Papers: sheets and rolls of labels, the printers of stores and tills, which receipts went to paper.
-- Sizes are hundredths of a millimetre. MISSION D1, D3; issue of labels, receipts and printing.

CREATE TABLE label_format (
	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, name @text NOT NULL,
	page_width @int64 NOT NULL CHECK (page_width > 0),
	page_height @int64 NOT NULL CHECK (page_height > 0),
	across @int64 NOT NULL CHECK (across > 0),      -- labels beside each other on a page
	down @int64 NOT NULL CHECK (down > 0),
	label_width @int64 NOT NULL CHECK (label_width > 0),
	label_height @int64 NOT NULL CHECK (label_height > 0),
	margin_left @int64 NOT NULL CHECK (margin_left >= 0),
	margin_top @int64 NOT NULL CHECK (margin_top >= 0),
	gap_across @int64 NOT NULL CHECK (gap_across >= 0),
	gap_down @int64 NOT NULL CHECK (gap_down >= 0),
	fold @text NOT NULL, sort_key @text NOT NULL,
	version @int64 NOT NULL, created_at @int64 NOT NULL, created_by @int64,
	changed_at @int64 NOT NULL, changed_by @int64, deleted @int64 NOT NULL
) @table;
CREATE UNIQUE INDEX label_format_code ON label_format (code) WHERE deleted = 0;

-- What is sold as label paper nearly everywhere; administrators add their own.
INSERT INTO label_format (id, code, name, page_width, page_height, across, down, label_width,
	label_height, margin_left, margin_top, gap_across, gap_down, fold, sort_key, version,
	created_at, changed_at, deleted) VALUES
	(970, 'A4-24', 'A4, 3 x 8 of 70 x 37 mm', 21000, 29700, 3, 8, 7000, 3700, 0, 50, 0, 0,
	 'a4-24 a4, 3 x 8 of 70 x 37 mm', 'a4, 3 x 8 of 70 x 37 mm', 1, 0, 0, 0),
	(971, 'A4-65', 'A4, 5 x 13 of 38.1 x 21.2 mm', 21000, 29700, 5, 13, 3810, 2120, 475, 1070, 250, 0,
	 'a4-65 a4, 5 x 13 of 38.1 x 21.2 mm', 'a4, 5 x 13 of 38.1 x 21.2 mm', 1, 0, 0, 0),
	(972, 'A4-21', 'A4, 3 x 7 of 63.5 x 38.1 mm', 21000, 29700, 3, 7, 6350, 3810, 725, 1515, 250, 0,
	 'a4-21 a4, 3 x 7 of 63.5 x 38.1 mm', 'a4, 3 x 7 of 63.5 x 38.1 mm', 1, 0, 0, 0),
	(973, 'A4-14', 'A4, 2 x 7 of 99.1 x 38.1 mm', 21000, 29700, 2, 7, 9910, 3810, 465, 1515, 250, 0,
	 'a4-14 a4, 2 x 7 of 99.1 x 38.1 mm', 'a4, 2 x 7 of 99.1 x 38.1 mm', 1, 0, 0, 0),
	(974, 'A4-10', 'A4, 2 x 5 cards of 85.6 x 54 mm', 21000, 29700, 2, 5, 8560, 5400, 1940, 1350, 0, 0,
	 'a4-10 a4, 2 x 5 cards of 85.6 x 54 mm', 'a4, 2 x 5 cards of 85.6 x 54 mm', 1, 0, 0, 0),
	(975, 'LETTER-30', 'Letter, 3 x 10 of 66.7 x 25.4 mm', 21590, 27940, 3, 10, 6668, 2540, 476, 1270, 317, 0,
	 'letter-30 letter, 3 x 10 of 66.7 x 25.4 mm', 'letter, 3 x 10 of 66.7 x 25.4 mm', 1, 0, 0, 0),
	(976, 'R40X30', 'Roll, 40 x 30 mm', 4000, 3000, 1, 1, 4000, 3000, 0, 0, 0, 0,
	 'r40x30 roll, 40 x 30 mm', 'roll, 40 x 30 mm', 1, 0, 0, 0),
	(977, 'R50X30', 'Roll, 50 x 30 mm', 5000, 3000, 1, 1, 5000, 3000, 0, 0, 0, 0,
	 'r50x30 roll, 50 x 30 mm', 'roll, 50 x 30 mm', 1, 0, 0, 0),
	(978, 'R70X40', 'Roll, 70 x 40 mm', 7000, 4000, 1, 1, 7000, 4000, 0, 0, 0, 0,
	 'r70x40 roll, 70 x 40 mm', 'roll, 70 x 40 mm', 1, 0, 0, 0);

-- A queue of CUPS ("office") or the address of a printer ("ipp://192.168.1.60/ipp/print").
ALTER TABLE store ADD COLUMN page_printer @text;
ALTER TABLE store ADD COLUMN label_printer @text;
ALTER TABLE till ADD COLUMN page_printer @text;
ALTER TABLE till ADD COLUMN label_printer @text;
-- none, pin2, pin5: where the drawer's cable is on the receipt printer.
ALTER TABLE till ADD COLUMN drawer @text;

-- Every time a receipt went to paper: the second one says COPY.
CREATE TABLE receipt_print (
	sale_id @int64 NOT NULL, n @int64 NOT NULL,
	at @int64 NOT NULL, user_id @int64,
	way @text NOT NULL, target @text NOT NULL,      -- 'tcp', '192.168.1.50:9100'
	PRIMARY KEY (sale_id, n)
) @rowless;
