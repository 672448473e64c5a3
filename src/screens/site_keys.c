#include "config.h"

#include "screens/site_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "store/site.h"

#define KEYMAP_BYTES_MAX (64 * 1024)
#define LOOK_MS 500

static enum err
read_text(const char *path, const char *shown, char **text, struct err_note *note)
{
	FILE *f;
	char *buf;
	size_t n;
	enum err e = conf_check_owner(path, note);

	if (e != ERR_OK)
		return e;
	if ((f = fopen(path, "re")) == NULL)
		return err_set(note, ERR_IO, "", _("%s cannot be read."), path);
	buf = xmalloc(KEYMAP_BYTES_MAX + 1);
	n = fread(buf, 1, KEYMAP_BYTES_MAX + 1, f);
	fclose(f);
	if (n > KEYMAP_BYTES_MAX || memchr(buf, 0, n) != NULL) {
		free(buf);
		return err_set(note, ERR_SYNTAX, "", _("%s is too long or not UTF-8."), shown);
	}
	buf[n] = '\0';
	*text = buf;
	return ERR_OK;
}

/* The site's file takes the place of ours as a whole. */
static enum err
load_site(const struct store_paths *p, const char *rel, const char *path, struct keymap **out)
{
	struct err_note note = { 0 };
	char *text = NULL, kept[1200];
	enum err e = read_text(path, rel, &text, &note);

	if (e == ERR_OK)
		e = keymap_load_text(rel, text, strlen(text), out, &note);
	if (e == ERR_OK) {
		site_right(p, rel, text);
	} else {
		site_wrong(p, rel, note.text);
		if (site_kept(p, rel, kept, sizeof kept))
			e = keymap_load(kept, out, &note);
	}
	free(text);
	return e;
}

enum err
site_keys_load(const struct store_paths *p, const char *name, struct keymap **out,
    struct err_note *note)
{
	char rel[128], path[700];

	if (str_empty(name) || strlen(name) > 64 ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") != strlen(name))
		name = "default";
	snprintf(rel, sizeof rel, "keymaps/%s.keys", name);
	if (site_live(p, rel, path, sizeof path) && load_site(p, rel, path, out) == ERR_OK)
		return ERR_OK;
	snprintf(path, sizeof path, "%s/%s.keys", p->keymaps, name);
	return keymap_load(path, out, note);
}

enum err
site_keys_start(struct session *s, struct err_note *note)
{
	s->site_mark = site_mark(store_paths(s->st));
	return site_keys_load(store_paths(s->st), actor_keymap(s->a), &s->keymap, note);
}

void
site_keys_watch(struct session *s)
{
	int64_t now = app_now_ms(s->app), mark;
	struct keymap *km = NULL;

	if (now - s->site_looked_ms < LOOK_MS || app_is_leaving(s->app))
		return;
	s->site_looked_ms = now;
	mark = site_mark(store_paths(s->st));
	if (mark == s->site_mark)
		return;
	s->site_mark = mark;
	if (site_keys_load(store_paths(s->st), actor_keymap(s->a), &km, NULL) != ERR_OK)
		return;
	app_set_keymap(s->app, km);
	keymap_free(s->keymap);
	s->keymap = km;
	app_message(s->app, "%s", _("Keys and reports were read anew; forms count from the next sign-in."));
}

void
site_keys_end(struct session *s)
{
	keymap_free(s->keymap);
	s->keymap = NULL;
}
