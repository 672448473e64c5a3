-- Who acts: users, groups, rights. Used by src/store/actor.c.

-- name: actor_user
SELECT u.id, u.code, u.name, coalesce(u.lang, ''), coalesce(u.theme, ''),
       coalesce(u.keymap, ''), u.store_id, coalesce(s.code, '')
  FROM app_user u LEFT JOIN store s ON s.id = u.store_id
 WHERE u.code IN ($code, $lower) AND u.active = 1 AND u.deleted = 0
   AND ($id IS NULL OR u.id = $id)
 ORDER BY u.code = $code DESC LIMIT 1;

-- The card that signed in at the customers' door, while it may.
-- name: actor_card
SELECT id, customer_id FROM card WHERE number = $number AND status = 'active' AND deleted = 0;

-- name: actor_groups
SELECT g.admin FROM user_groups l JOIN user_group g ON g.id = l.ref_id
 WHERE l.owner_id = $user AND g.deleted = 0;

-- name: actor_rights
SELECT r.function, r.verbs
  FROM user_groups l JOIN user_group g ON g.id = l.ref_id
  JOIN group_right r ON r.group_id = g.id
 WHERE l.owner_id = $user AND g.deleted = 0 AND r.deleted = 0;

-- By one of the two.
-- name: actor_store
SELECT id, code, closed FROM store WHERE (id = $id OR code = $code) AND deleted = 0;

-- name: user_password
SELECT coalesce(password_hash, '') FROM app_user
 WHERE code = $code AND active = 1 AND deleted = 0;

-- name: user_set_password
UPDATE app_user SET password_hash = $hash, password_at = $at, new_password = 0 WHERE code = $code AND deleted = 0;

-- name: user_is_admin
SELECT 1 FROM app_user u JOIN user_groups l ON l.owner_id = u.id JOIN user_group g ON g.id = l.ref_id
 WHERE u.code = $code AND u.deleted = 0 AND g.admin = 1 AND g.deleted = 0 LIMIT 1;
