-- An import that is taken back leaves records as an earlier import had them: its rows go on from
-- there, and are found by the record. src/exchange/import_revert.c.

CREATE INDEX import_row_record ON import_row (row_id) WHERE undone = 0;
