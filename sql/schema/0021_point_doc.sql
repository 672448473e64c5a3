-- A refund, a void and a sale taken back look for what one document did to a holder's points
-- (rule P3). Cards that collect for years have many entries: without this each refund reads them
-- all. Only entries of documents are listed; awards and corrections by hand have none.

CREATE INDEX point_entry_doc ON point_entry (doc_id, holder_id) WHERE doc_id IS NOT NULL;
