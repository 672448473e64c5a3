-- The receipt went to paper once.
INSERT INTO receipt_print (sale_id, n, at, user_id, way, target) VALUES (2007, 1, 1795246200000, 1003, 'tcp', '192.0.2.1:9100');
