-- Delete marks of the trigram index keep the fragments of who was erased until its parts are
-- merged: a step merges at most so many pages.

-- name: erase.merge_start
-- right: erase.delete
INSERT INTO customer_fts (customer_fts, rank) VALUES ('merge', -200);

-- name: erase.merge_step
-- right: erase.delete
INSERT INTO customer_fts (customer_fts, rank) VALUES ('merge', 200);
