-- Rules of single entities (src/domain/hooks.c).

-- Users who are administrators, leaving one user or one group out.
-- name: hook.admins
-- right: -
SELECT COUNT(*) FROM app_user u
 WHERE u.active = 1 AND u.deleted = 0 AND u.id <> $user
   AND EXISTS (SELECT 1 FROM user_groups l JOIN user_group g ON g.id = l.ref_id
	WHERE l.owner_id = u.id AND g.deleted = 0 AND g.admin = 1 AND g.id <> $group);

-- name: hook.group_admin
-- right: -
SELECT admin FROM user_group WHERE code = $code AND deleted = 0;
