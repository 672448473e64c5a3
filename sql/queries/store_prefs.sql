-- What users choose for themselves. Used by src/store/prefs.c.

-- name: user_set_prefs
UPDATE app_user
   SET lang = $lang, theme = $theme, keymap = $keymap, version = version + 1,
       changed_at = $at, changed_by = $user
 WHERE id = $user AND deleted = 0;
