-- An import that changed the member.
INSERT INTO import_batch (id, entity, file, sheet, on_duplicate, state, at, user_id, total, added, updated, skipped, refused, undone)
VALUES (2070, 'customer', 'members.csv', '', 'update', 'done', 1795246200000, 1003, 1, 0, 1, 0, 0, 0);
INSERT INTO import_row (batch_id, n, line, row_id, op, version, was, undone) VALUES (2070, 1, 2, 2003, 'update', 1, '{}', 0);
