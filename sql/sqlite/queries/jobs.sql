-- Small merges of the trigram indexes (sql/sqlite/schema/): at most so many pages each.

-- name: job.merge_customers
-- right: own
INSERT INTO customer_fts (customer_fts, rank) VALUES ('merge', 100);

-- name: job.merge_products
-- right: own
INSERT INTO product_fts (product_fts, rank) VALUES ('merge', 100);
