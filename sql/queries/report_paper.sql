-- Papers: labels, printers, what was printed. Used by src/report/label*.c, printer*.c, statement*.c.

-- name: label_formats
-- right: -
SELECT code, name, page_width, page_height, across, down, label_width, label_height,
       margin_left, margin_top, gap_across, gap_down
  FROM label_format WHERE deleted = 0
 ORDER BY sort_key, id;

-- Printers are no secret of those who may look at tills: whoever may print needs them.
-- name: printer_till
-- right: -
SELECT coalesce(t.printer_route, 'screen'), coalesce(t.printer, ''), coalesce(t.paper_cols, 42),
       coalesce(t.drawer, 'none'), coalesce(nullif(t.page_printer, ''), s.page_printer, ''),
       coalesce(nullif(t.label_printer, ''), s.label_printer, '')
  FROM till t JOIN store s ON s.id = t.store_id
 WHERE t.code = $till AND t.deleted = 0;

-- name: printer_store
-- right: -
SELECT coalesce(page_printer, ''), coalesce(label_printer, '') FROM store WHERE id = $store;

-- name: receipt_prints
-- right: sale
SELECT count(*) FROM receipt_print p WHERE p.sale_id = $sale;

-- name: receipt_print_add
-- right: sale
INSERT INTO receipt_print (sale_id, n, at, user_id, way, target)
SELECT $sale, coalesce(max(n), 0) + 1, $at, $actor, $way, $target
  FROM receipt_print WHERE sale_id = $sale;

-- Visits of a card, the newest first.
-- name: visit.history
-- right: -
-- private: the ledger of one card; the caller has found the card
SELECT e.seq, e.at, e.day, e.op, e.delta, e.after, coalesce(s.code, ''), coalesce(p.name, '')
  FROM visit_entry e LEFT JOIN store s ON s.id = e.store_id LEFT JOIN product p ON p.id = e.product_id
 WHERE e.card_id = $card AND e.day <= $to
 ORDER BY e.seq DESC;

-- Cards of a customer that hold, or held, money or visits.
-- name: statement.cards
-- right: card
SELECT k.number FROM @card k JOIN card_type t ON t.id = k.type_id
 WHERE k.customer_id = $customer AND (t.value = 1 OR t.visits = 1)
 ORDER BY k.id;
