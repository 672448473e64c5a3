-- What users choose for themselves. Used by src/store/prefs.c.

-- name: user_set_prefs
UPDATE app_user
   SET lang = $lang, theme = $theme, keymap = $keymap, version = version + 1,
       changed_at = $at, changed_by = $user
 WHERE id = $user AND deleted = 0;

-- name: user_view
SELECT body FROM user_view WHERE user_id = $user AND name = $name;

-- name: user_view_put
INSERT INTO user_view (user_id, name, body) VALUES ($user, $name, $body)
    ON CONFLICT (user_id, name) DO UPDATE SET body = excluded.body;

-- name: user_view_drop
DELETE FROM user_view WHERE user_id = $user AND name = $name;
