-- One receipt of two cups, with its points and sums.
INSERT INTO sale (id, store_id, till_id, series, number, kind, at, day, user_id, customer_id, card_id, holder_id,
	discount, gross, total, rounding, paid, change, earn_base, earned, points_after, topup)
VALUES (2007, 1000, 1001, 'A', 1, 'sale', 1795246200000, 20261121, 1003, 2003, 2004, 2003,
	0, 58000, 58000, 0, 58000, 0, 58000, 5, 5, 0);
INSERT INTO sale_line (sale_id, n, product_id, code, name, unit, qty, list_price, price, gross, off, receipt_off, net, no_points)
VALUES (2007, 1, 2000, 'A', 'Cà phê', 'ly', 2000, 29000, 29000, 58000, 0, 0, 58000, 0);
INSERT INTO payment (sale_id, n, method, amount) VALUES (2007, 1, 'cash', 58000);
INSERT INTO number_series (name, prefix, digits, next) VALUES ('receipt:S1:A', '', 6, 2);
INSERT INTO point_account (holder_id, balance, seq) VALUES (2003, 5, 1);
INSERT INTO point_entry (holder_id, seq, op, delta, balance_after, at, day, store_id, user_id, doc_id)
VALUES (2003, 1, 'sale', 5, 5, 1795246200000, 20261121, 1000, 1003, 2007);
INSERT INTO point_lot (holder_id, lot, amount, remaining, usable_day, expires_day)
VALUES (2003, 1, 5, 5, 20261121, 20271121);
INSERT INTO day_sum (day, store_id, user_id, hour, tickets, gross, total, rounding, member_tickets, member_total, earned)
VALUES (20261121, 1000, 1003, 14, 1, 58000, 58000, 0, 1, 58000, 5);
INSERT INTO day_tender (day, store_id, method, amount, count) VALUES (20261121, 1000, 'cash', 58000, 1);
INSERT INTO day_member (day, store_id, members, points_given, points_used) VALUES (20261121, 1000, 1, 5, 0);
INSERT INTO cust_sum (customer_id, spent, sales, first_day, last_day) VALUES (2003, 58000, 1, 20261121, 20261121);
