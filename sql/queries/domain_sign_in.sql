-- Signing in: users, public keys, one-time codes. Used by src/domain/sign_in*.c.

-- name: sign.user
SELECT id, code, name, coalesce(password_hash, ''), coalesce(password_at, 0), active,
       coalesce(until_day, 0), coalesce(from_minute, -1), coalesce(to_minute, -1), new_password
  FROM app_user WHERE code IN ($code, $lower) AND deleted = 0
 ORDER BY code = $code DESC LIMIT 1;

-- name: sign.code
SELECT seed, confirmed, last_step, wrong, locked_until FROM user_code WHERE user_id = $user;

-- name: sign.any_code
SELECT 1 FROM user_code c JOIN app_user u ON u.id = c.user_id
 WHERE c.confirmed = 1 AND u.active = 1 AND u.deleted = 0 LIMIT 1;

-- name: sign.code_put
INSERT INTO user_code (user_id, seed, confirmed, last_step, wrong, locked_until, made_at, made_by)
VALUES ($user, $seed, 0, 0, 0, 0, $at, $by)
    ON CONFLICT (user_id) DO UPDATE SET seed = excluded.seed, confirmed = 0, last_step = 0,
       wrong = 0, locked_until = 0, made_at = excluded.made_at, made_by = excluded.made_by;

-- The guard makes a code good once, however many processes try it at the same moment.
-- name: sign.code_take
UPDATE user_code SET last_step = $step, confirmed = 1, wrong = 0, locked_until = 0
 WHERE user_id = $user AND last_step < $step;

-- name: sign.code_count
UPDATE user_code SET wrong = $wrong, locked_until = $until WHERE user_id = $user;

-- name: sign.code_drop
DELETE FROM user_code WHERE user_id = $user;

-- name: sign.key
SELECT k.id, k.public_key, coalesce(t.code, '')
  FROM user_key k LEFT JOIN till t ON t.id = k.till_id
 WHERE k.user_id = $user AND k.fingerprint = $fingerprint AND k.deleted = 0;

-- name: sign.keys
SELECT u.code, k.public_key FROM user_key k JOIN app_user u ON u.id = k.user_id
 WHERE k.deleted = 0 AND u.active = 1 AND u.deleted = 0
   AND ($user IS NULL OR u.id = $user) AND ($fingerprint IS NULL OR k.fingerprint = $fingerprint)
 ORDER BY u.code, k.id;

-- name: sign.key_owner
SELECT user_id FROM user_key WHERE fingerprint = $fingerprint AND id <> $id AND deleted = 0;

-- name: sign.user_admin
SELECT 1 FROM user_groups l JOIN user_group g ON g.id = l.ref_id
 WHERE l.owner_id = $user AND g.admin = 1 AND g.deleted = 0 LIMIT 1;

-- Whose code follows; sealed anew by another master key.
-- name: sign.code_after
-- right: user.edit
SELECT user_id FROM user_code WHERE user_id > $user ORDER BY user_id LIMIT 1;

-- name: sign.code_seal
-- right: user.edit
UPDATE user_code SET seed = $seed WHERE user_id = $user;
