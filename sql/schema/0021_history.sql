-- Cards that collect for years have thousands of entries and lots, nearly all of them used up.
-- A refund, a void and a sale taken back look for what one document did (rule P3); a sale reads
-- what is left (rule P1). Neither reads the history.

CREATE INDEX point_entry_doc ON point_entry (doc_id, holder_id) WHERE doc_id IS NOT NULL;
DROP INDEX point_lot_open;
CREATE INDEX point_lot_open ON point_lot (holder_id, expires_day, lot, usable_day, remaining)
 WHERE remaining > 0;
