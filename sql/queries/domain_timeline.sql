-- The story of a customer, newest first: a source a table, read by its index on the customer and
-- the moment, merged by src/domain/timeline.c. Each statement gives: at, id, what it was, code,
-- title, more, amount or points, user, the row to open. The _up ones read the other way.
-- Who may see the customer is asked before (rule S1). Tables: sql/schema/0003 to 0010.

-- name: story.interaction
-- right: interaction.view
-- private: of a customer that the actor sees
SELECT i.at, i.id, 'contact', h.name, coalesce(i.result, i.course, i.preparation, i.person, ''),
	coalesce(i.person, ''), NULL, coalesce(u.code, ''), i.id
  FROM interaction i JOIN channel h ON h.id = i.channel_id
  LEFT JOIN app_user u ON u.id = i.user_id
 WHERE i.customer_id = $customer AND i.deleted = 0
   AND (i.at, i.id) < ($at, $id)
 ORDER BY i.at DESC, i.id DESC LIMIT $limit;

-- name: story.interaction_up
-- right: interaction.view
-- private: of a customer that the actor sees
SELECT i.at, i.id, 'contact', h.name, coalesce(i.result, i.course, i.preparation, i.person, ''),
	coalesce(i.person, ''), NULL, coalesce(u.code, ''), i.id
  FROM interaction i JOIN channel h ON h.id = i.channel_id
  LEFT JOIN app_user u ON u.id = i.user_id
 WHERE i.customer_id = $customer AND i.deleted = 0
   AND (i.at, i.id) > ($at, $id)
 ORDER BY i.at ASC, i.id ASC LIMIT $limit;

-- name: story.sale
-- right: sale.view
SELECT s.at, s.id, s.kind, t.code, s.series, s.number,
	CASE WHEN s.kind IN ('refund', 'void', 'topup_void', 'payout') THEN s.paid - s.change
	    ELSE s.total + s.topup + s.rounding END, coalesce(u.code, ''), s.id
  FROM sale s JOIN store t ON t.id = s.store_id LEFT JOIN app_user u ON u.id = s.user_id
 WHERE s.customer_id = $customer
   AND (s.at, s.id) < ($at, $id)
 ORDER BY s.at DESC, s.id DESC LIMIT $limit;

-- name: story.sale_up
-- right: sale.view
SELECT s.at, s.id, s.kind, t.code, s.series, s.number,
	CASE WHEN s.kind IN ('refund', 'void', 'topup_void', 'payout') THEN s.paid - s.change
	    ELSE s.total + s.topup + s.rounding END, coalesce(u.code, ''), s.id
  FROM sale s JOIN store t ON t.id = s.store_id LEFT JOIN app_user u ON u.id = s.user_id
 WHERE s.customer_id = $customer
   AND (s.at, s.id) > ($at, $id)
 ORDER BY s.at ASC, s.id ASC LIMIT $limit;

-- name: story.card
-- right: card.view
-- private: of a customer that the actor sees
SELECT e.at, e.id, e.action, k.number, e.reason, '', NULL, coalesce(u.code, ''), k.id
  FROM card k JOIN card_event e ON e.card_id = k.id LEFT JOIN app_user u ON u.id = e.user_id
 WHERE k.customer_id = $customer AND k.deleted = 0
   AND (e.at, e.id) < ($at, $id)
 ORDER BY e.at DESC, e.id DESC LIMIT $limit;

-- name: story.card_up
-- right: card.view
-- private: of a customer that the actor sees
SELECT e.at, e.id, e.action, k.number, e.reason, '', NULL, coalesce(u.code, ''), k.id
  FROM card k JOIN card_event e ON e.card_id = k.id LEFT JOIN app_user u ON u.id = e.user_id
 WHERE k.customer_id = $customer AND k.deleted = 0
   AND (e.at, e.id) > ($at, $id)
 ORDER BY e.at ASC, e.id ASC LIMIT $limit;

-- name: story.points
-- right: points.view
SELECT p.at, p.seq, p.op, '', coalesce(p.note, ''), '', p.delta, coalesce(u.code, ''), 0
  FROM point_entry p LEFT JOIN app_user u ON u.id = p.user_id
 WHERE p.holder_id = $customer AND p.doc_id IS NULL
   AND (p.at, p.seq) < ($at, $id)
 ORDER BY p.at DESC, p.seq DESC LIMIT $limit;

-- name: story.points_up
-- right: points.view
SELECT p.at, p.seq, p.op, '', coalesce(p.note, ''), '', p.delta, coalesce(u.code, ''), 0
  FROM point_entry p LEFT JOIN app_user u ON u.id = p.user_id
 WHERE p.holder_id = $customer AND p.doc_id IS NULL
   AND (p.at, p.seq) > ($at, $id)
 ORDER BY p.at ASC, p.seq ASC LIMIT $limit;

-- name: story.level
-- right: customer.view
SELECT m.at, m.id, 'level', coalesce(n.name, ''), coalesce(f.name, ''), '', NULL, coalesce(u.code, ''), 0
  FROM level_move m LEFT JOIN level f ON f.id = m.from_id LEFT JOIN level n ON n.id = m.to_id
  LEFT JOIN app_user u ON u.id = m.user_id
 WHERE m.customer_id = $customer
   AND (m.at, m.id) < ($at, $id)
 ORDER BY m.at DESC, m.id DESC LIMIT $limit;

-- name: story.level_up
-- right: customer.view
SELECT m.at, m.id, 'level', coalesce(n.name, ''), coalesce(f.name, ''), '', NULL, coalesce(u.code, ''), 0
  FROM level_move m LEFT JOIN level f ON f.id = m.from_id LEFT JOIN level n ON n.id = m.to_id
  LEFT JOIN app_user u ON u.id = m.user_id
 WHERE m.customer_id = $customer
   AND (m.at, m.id) > ($at, $id)
 ORDER BY m.at ASC, m.id ASC LIMIT $limit;

-- name: story.rating
-- right: rating.view
-- private: of a customer that the actor sees
SELECT r.created_at, r.id, CASE WHEN r.prospect = 1 THEN 'prospect' ELSE 'no-prospect' END,
	coalesce(r.stage, ''), coalesce(r.note, ''), coalesce(CAST(r.score AS TEXT), ''), NULL, coalesce(u.code, ''), r.id
  FROM rating r LEFT JOIN app_user u ON u.id = r.user_id
 WHERE r.customer_id = $customer AND r.deleted = 0
   AND (r.created_at, r.id) < ($at, $id)
 ORDER BY r.created_at DESC, r.id DESC LIMIT $limit;

-- name: story.rating_up
-- right: rating.view
-- private: of a customer that the actor sees
SELECT r.created_at, r.id, CASE WHEN r.prospect = 1 THEN 'prospect' ELSE 'no-prospect' END,
	coalesce(r.stage, ''), coalesce(r.note, ''), coalesce(CAST(r.score AS TEXT), ''), NULL, coalesce(u.code, ''), r.id
  FROM rating r LEFT JOIN app_user u ON u.id = r.user_id
 WHERE r.customer_id = $customer AND r.deleted = 0
   AND (r.created_at, r.id) > ($at, $id)
 ORDER BY r.created_at ASC, r.id ASC LIMIT $limit;

-- name: story.suggestion
-- right: suggestion.view
-- private: of a customer that the actor sees
SELECT g.at, g.id, g.state, g.number, g.subject, k.name, NULL, coalesce(u.code, ''), g.id
  FROM suggestion g JOIN suggestion_kind k ON k.id = g.kind_id
  LEFT JOIN app_user u ON u.id = g.user_id
 WHERE g.customer_id = $customer AND g.deleted = 0
   AND (g.at, g.id) < ($at, $id)
 ORDER BY g.at DESC, g.id DESC LIMIT $limit;

-- name: story.suggestion_up
-- right: suggestion.view
-- private: of a customer that the actor sees
SELECT g.at, g.id, g.state, g.number, g.subject, k.name, NULL, coalesce(u.code, ''), g.id
  FROM suggestion g JOIN suggestion_kind k ON k.id = g.kind_id
  LEFT JOIN app_user u ON u.id = g.user_id
 WHERE g.customer_id = $customer AND g.deleted = 0
   AND (g.at, g.id) > ($at, $id)
 ORDER BY g.at ASC, g.id ASC LIMIT $limit;

-- name: story.churn
-- right: churn.view
-- private: of a customer that the actor sees
SELECT h.created_at, h.id, CASE WHEN h.won_back = 1 THEN 'won-back' ELSE 'lost' END, h.number,
	coalesce(h.note, ''), k.name, NULL, coalesce(u.code, ''), h.id
  FROM churn h JOIN churn_kind k ON k.id = h.kind_id LEFT JOIN app_user u ON u.id = h.user_id
 WHERE h.customer_id = $customer AND h.deleted = 0
   AND (h.created_at, h.id) < ($at, $id)
 ORDER BY h.created_at DESC, h.id DESC LIMIT $limit;

-- name: story.churn_up
-- right: churn.view
-- private: of a customer that the actor sees
SELECT h.created_at, h.id, CASE WHEN h.won_back = 1 THEN 'won-back' ELSE 'lost' END, h.number,
	coalesce(h.note, ''), k.name, NULL, coalesce(u.code, ''), h.id
  FROM churn h JOIN churn_kind k ON k.id = h.kind_id LEFT JOIN app_user u ON u.id = h.user_id
 WHERE h.customer_id = $customer AND h.deleted = 0
   AND (h.created_at, h.id) > ($at, $id)
 ORDER BY h.created_at ASC, h.id ASC LIMIT $limit;

-- name: story.document
-- right: document.view
SELECT d.created_at, d.id, 'document', d.row_code, d.name, d.type, NULL, coalesce(u.code, ''), d.id
  FROM @document d LEFT JOIN app_user u ON u.id = d.created_by
 WHERE d.customer_id = $customer
   AND (d.created_at, d.id) < ($at, $id)
 ORDER BY d.created_at DESC, d.id DESC LIMIT $limit;

-- name: story.document_up
-- right: document.view
SELECT d.created_at, d.id, 'document', d.row_code, d.name, d.type, NULL, coalesce(u.code, ''), d.id
  FROM @document d LEFT JOIN app_user u ON u.id = d.created_by
 WHERE d.customer_id = $customer
   AND (d.created_at, d.id) > ($at, $id)
 ORDER BY d.created_at ASC, d.id ASC LIMIT $limit;

-- name: story.merge
-- right: customer.view
-- private: the code of one that is this customer now
SELECT m.at, m.id, 'merge', c.code, c.name, '', NULL, coalesce(u.code, ''), 0
  FROM customer_merge m JOIN customer c ON c.id = m.from_id
  LEFT JOIN app_user u ON u.id = m.user_id
 WHERE m.into_id = $customer AND m.undone_at IS NULL
   AND (m.at, m.id) < ($at, $id)
 ORDER BY m.at DESC, m.id DESC LIMIT $limit;

-- name: story.merge_up
-- right: customer.view
-- private: the code of one that is this customer now
SELECT m.at, m.id, 'merge', c.code, c.name, '', NULL, coalesce(u.code, ''), 0
  FROM customer_merge m JOIN customer c ON c.id = m.from_id
  LEFT JOIN app_user u ON u.id = m.user_id
 WHERE m.into_id = $customer AND m.undone_at IS NULL
   AND (m.at, m.id) > ($at, $id)
 ORDER BY m.at ASC, m.id ASC LIMIT $limit;

-- name: story.appointment
-- right: appointment.view
SELECT a.at, a.id, a.state, a.number, coalesce(a.name, ''), coalesce(a.place, ''), NULL,
	coalesce(u.code, ''), a.id
  FROM @appointment a LEFT JOIN app_user u ON u.id = a.created_by
 WHERE a.customer_id = $customer
   AND (a.at, a.id) < ($at, $id)
 ORDER BY a.at DESC, a.id DESC LIMIT $limit;

-- name: story.appointment_up
-- right: appointment.view
SELECT a.at, a.id, a.state, a.number, coalesce(a.name, ''), coalesce(a.place, ''), NULL,
	coalesce(u.code, ''), a.id
  FROM @appointment a LEFT JOIN app_user u ON u.id = a.created_by
 WHERE a.customer_id = $customer
   AND (a.at, a.id) > ($at, $id)
 ORDER BY a.at ASC, a.id ASC LIMIT $limit;

-- name: story.contract
-- right: contract.view
-- private: of a customer that the actor sees
SELECT k.created_at, k.id, k.status, k.number, k.name, '', k.value, coalesce(u.code, ''), k.id
  FROM contract k LEFT JOIN app_user u ON u.id = k.user_id
 WHERE k.customer_id = $customer AND k.deleted = 0
   AND (k.created_at, k.id) < ($at, $id)
 ORDER BY k.created_at DESC, k.id DESC LIMIT $limit;

-- name: story.contract_up
-- right: contract.view
-- private: of a customer that the actor sees
SELECT k.created_at, k.id, k.status, k.number, k.name, '', k.value, coalesce(u.code, ''), k.id
  FROM contract k LEFT JOIN app_user u ON u.id = k.user_id
 WHERE k.customer_id = $customer AND k.deleted = 0
   AND (k.created_at, k.id) > ($at, $id)
 ORDER BY k.created_at ASC, k.id ASC LIMIT $limit;

-- name: story.quotation
-- right: quotation.view
-- private: of a customer that the actor sees
SELECT q.created_at, q.id, q.state, q.number, coalesce(q.subject, ''), '', q.total, coalesce(u.code, ''), q.id
  FROM quotation q LEFT JOIN app_user u ON u.id = q.created_by
 WHERE q.customer_id = $customer AND q.deleted = 0
   AND (q.created_at, q.id) < ($at, $id)
 ORDER BY q.created_at DESC, q.id DESC LIMIT $limit;

-- name: story.quotation_up
-- right: quotation.view
-- private: of a customer that the actor sees
SELECT q.created_at, q.id, q.state, q.number, coalesce(q.subject, ''), '', q.total, coalesce(u.code, ''), q.id
  FROM quotation q LEFT JOIN app_user u ON u.id = q.created_by
 WHERE q.customer_id = $customer AND q.deleted = 0
   AND (q.created_at, q.id) > ($at, $id)
 ORDER BY q.created_at ASC, q.id ASC LIMIT $limit;

-- name: story.order
-- right: order.view
-- private: of a customer that the actor sees
SELECT o.created_at, o.id, o.state, o.number, coalesce(o.subject, ''), '', o.total, coalesce(u.code, ''), o.id
  FROM sales_order o LEFT JOIN app_user u ON u.id = o.created_by
 WHERE o.customer_id = $customer AND o.deleted = 0
   AND (o.created_at, o.id) < ($at, $id)
 ORDER BY o.created_at DESC, o.id DESC LIMIT $limit;

-- name: story.order_up
-- right: order.view
-- private: of a customer that the actor sees
SELECT o.created_at, o.id, o.state, o.number, coalesce(o.subject, ''), '', o.total, coalesce(u.code, ''), o.id
  FROM sales_order o LEFT JOIN app_user u ON u.id = o.created_by
 WHERE o.customer_id = $customer AND o.deleted = 0
   AND (o.created_at, o.id) > ($at, $id)
 ORDER BY o.created_at ASC, o.id ASC LIMIT $limit;
