-- Fragments of three letters and more: trigrams of utf8_index_text(fold), without positions
-- (PERFORMANCE.md, "Search"); contentless: the folded text itself stands in the table.
CREATE VIRTUAL TABLE customer_fts USING fts5(text, content='', tokenize='trigram', detail=none);
CREATE VIRTUAL TABLE product_fts USING fts5(text, content='', tokenize='trigram', detail=none);
INSERT INTO customer_fts (customer_fts, rank) VALUES ('automerge', 0);
INSERT INTO product_fts (product_fts, rank) VALUES ('automerge', 0);
