#include "ui/keymap.h"

#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/i18n.h"
#include "base/mem.h"

#define MAP_KEYS_MAX 160

struct binding { int key, line; enum act act; };
struct map {
	bool exists;
	int line;
	enum context parent;		/* CONTEXT_COUNT = none */
	size_t n;
	struct binding keys[MAP_KEYS_MAX];
};
struct keymap { struct map maps[CONTEXT_COUNT]; };

static const struct conf_spec map_spec[] = {
	{ "parent", CONF_STR, NULL, false },
	{ "bind", CONF_CALL, NULL, false },
	{ NULL, CONF_END, NULL, false },
};
static const struct conf_spec file_spec[] = {
	{ "map", CONF_SECTION, map_spec, true },
	{ NULL, CONF_END, NULL, false },
};

/* Keys with one meaning in every program that ever was (UX 2). */
static const struct { int key; enum act act; } fixed_keys[] = {
	{ UKEY_ENTER, ACT_ENTER }, { UKEY_TAB, ACT_NEXT },
	{ UKEY_ESC, ACT_CANCEL }, { UKEY_CTRL('C'), ACT_STOP },
	/* bytes that terminals send for Enter, Tab and BackSpace */
	{ UKEY_CTRL('M'), ACT_NONE }, { UKEY_CTRL('I'), ACT_NONE },
	{ UKEY_CTRL('H'), ACT_NONE }, { UKEY_CTRL('J'), ACT_NONE },
};

static const struct binding *
map_find(const struct map *m, int key)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->keys[i].key == key)
			return &m->keys[i];
	return NULL;
}

static enum err
bind_key(struct map *m, enum context ctx, enum act act, const char *name,
    const char *path, int line, struct err_note *note)
{
	int key = ukey_find(name);
	const struct binding *old;
	size_t i;

	if (key == UKEY_NONE)
		return err_set(note, ERR_SYNTAX, "", _("%s:%d: there is no key '%s'"),
		    path, line, name);
	for (i = 0; i < sizeof fixed_keys / sizeof fixed_keys[0]; i++)
		if (fixed_keys[i].key == key && fixed_keys[i].act != act)
			return err_set(note, ERR_SYNTAX, "",
			    _("%s:%d: %s has a fixed meaning and cannot be bound to '%s'"),
			    path, line, name, action_at(act)->name);
	if (ctx != CONTEXT_MENU && ((key >= 'a' && key <= 'z') || (key >= 'A' && key <= 'Z')))
		return err_set(note, ERR_SYNTAX, "",
		    _("%s:%d: the letter '%s' can be bound in map 'menu' only: elsewhere letters are typed"),
		    path, line, name);
	old = map_find(m, key);
	if (old != NULL)
		return err_set(note, ERR_SYNTAX, "",
		    _("%s:%d: %s is bound already, to '%s' in line %d"),
		    path, line, name, action_at(old->act)->name, old->line);
	if (m->n == MAP_KEYS_MAX)
		return err_set(note, ERR_SYNTAX, "", _("%s:%d: too many keys in one map"),
		    path, line);
	m->keys[m->n++] = (struct binding){ key, line, act };
	return ERR_OK;
}

static enum err
read_bind(struct map *m, enum context ctx, const struct conf_node *n,
    const char *path, struct err_note *note)
{
	enum act act;
	enum err err;
	size_t i;

	if (n->nvalues < 2)
		return err_set(note, ERR_SYNTAX, "",
		    _("%s:%d: bind needs an action and at least one key"), path, n->line);
	act = action_find(n->values[0]);
	if (act == ACT_NONE)
		return err_set(note, ERR_SYNTAX, "", _("%s:%d: there is no action '%s'"),
		    path, n->line, n->values[0]);
	for (i = 1; i < n->nvalues; i++) {
		err = bind_key(m, ctx, act, n->values[i], path, n->line, note);
		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

static enum err
read_map(struct keymap *km, const struct conf_node *n, const char *path,
    struct err_note *note)
{
	enum context ctx = context_find(n->title);
	const struct conf_node *parent;
	struct map *m;
	enum err err;
	size_t i;

	if (ctx == CONTEXT_COUNT)
		return err_set(note, ERR_SYNTAX, "", _("%s:%d: there is no map '%s'"),
		    path, n->line, n->title);
	m = &km->maps[ctx];
	if (m->exists)
		return err_set(note, ERR_SYNTAX, "",
		    _("%s:%d: map '%s' is there already, in line %d"),
		    path, n->line, n->title, m->line);
	m->exists = true;
	m->line = n->line;
	m->parent = CONTEXT_COUNT;
	parent = conf_get(n, "parent");
	if (parent != NULL) {
		m->parent = context_find(parent->values[0]);
		if (m->parent == CONTEXT_COUNT)
			return err_set(note, ERR_SYNTAX, "",
			    _("%s:%d: there is no map '%s'"), path, parent->line,
			    parent->values[0]);
	}
	for (i = 0; i < n->nchildren; i++) {
		if (!str_eq(n->children[i].name, "bind"))
			continue;
		err = read_bind(m, ctx, &n->children[i], path, note);
		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

static enum err
check_maps(const struct keymap *km, const char *path, struct err_note *note)
{
	enum context up;
	int i, depth;

	for (i = 0; i < CONTEXT_COUNT; i++) {
		if (!km->maps[i].exists)
			return err_set(note, ERR_SYNTAX, "", _("%s:1: map '%s' is missing"),
			    path, context_name((enum context)i));
		up = (enum context)i;
		for (depth = 0; depth <= CONTEXT_COUNT; depth++) {
			up = km->maps[up].parent;
			if (up == CONTEXT_COUNT || !km->maps[up].exists)
				break;
		}
		if (depth > CONTEXT_COUNT)
			return err_set(note, ERR_SYNTAX, "",
			    _("%s:%d: map '%s' is its own parent"), path,
			    km->maps[i].line, context_name((enum context)i));
	}
	return ERR_OK;
}

static enum err
build(const struct conf *conf, const char *path, struct keymap **out,
    struct err_note *note)
{
	const struct conf_node *root = conf_root(conf);
	struct keymap *km = xcalloc(1, sizeof *km);
	enum err err = ERR_OK;
	size_t i;

	for (i = 0; i < root->nchildren && err == ERR_OK; i++)
		err = read_map(km, &root->children[i], path, note);
	if (err == ERR_OK)
		err = check_maps(km, path, note);
	if (err == ERR_OK)
		*out = km;
	else
		free(km);
	return err;
}

enum err
keymap_load(const char *path, struct keymap **out, struct err_note *note)
{
	struct conf *conf;
	enum err err;

	err = conf_read(path, file_spec, &conf, note);
	if (err != ERR_OK)
		return err;
	err = build(conf, path, out, note);
	conf_free(conf);
	return err;
}

enum err
keymap_load_text(const char *path, const char *text, size_t len,
    struct keymap **out, struct err_note *note)
{
	struct conf *conf;
	enum err err;

	err = conf_read_text(path, text, len, file_spec, &conf, note);
	if (err != ERR_OK)
		return err;
	err = build(conf, path, out, note);
	conf_free(conf);
	return err;
}

void
keymap_free(struct keymap *km)
{
	free(km);
}

enum act
keymap_action(const struct keymap *km, enum context ctx, int key)
{
	const struct binding *b;

	for (; ctx != CONTEXT_COUNT; ctx = km->maps[ctx].parent) {
		b = map_find(&km->maps[ctx], key);
		if (b != NULL)
			return b->act;
	}
	return ACT_NONE;
}

static bool
needs_no_fkey(int key)
{
	return key < UKEY_F1 || key >= UKEY_F1 + 12;
}

int
keymap_key(const struct keymap *km, enum context ctx, enum act act, bool by_esc)
{
	enum context up;
	int first = 0;
	size_t i;

	for (up = ctx; up != CONTEXT_COUNT; up = km->maps[up].parent) {
		const struct map *m = &km->maps[up];

		for (i = 0; i < m->n; i++) {
			/* a child map may have given the key another meaning */
			if (m->keys[i].act != act ||
			    keymap_action(km, ctx, m->keys[i].key) != act)
				continue;
			if (!by_esc || needs_no_fkey(m->keys[i].key))
				return m->keys[i].key;
			if (first == 0)
				first = m->keys[i].key;
		}
	}
	return first;
}

void
keymap_keys(const struct keymap *km, enum context ctx, enum act act,
    struct strbuf *out)
{
	enum context up, low;
	char name[16];
	bool any = false;
	size_t i;

	for (up = ctx; up != CONTEXT_COUNT; up = km->maps[up].parent) {
		const struct map *m = &km->maps[up];

		for (i = 0; i < m->n; i++) {
			if (m->keys[i].act != act)
				continue;
			/* a map below binds it too: told there, or it is taken */
			for (low = ctx; low != up; low = km->maps[low].parent)
				if (map_find(&km->maps[low], m->keys[i].key) != NULL)
					break;
			if (low != up)
				continue;
			if (any)
				strbuf_add(out, ", ");
			strbuf_add(out, ukey_name(m->keys[i].key, name, sizeof name));
			any = true;
		}
	}
}

void
keymap_sheet(const struct keymap *km, enum context ctx, struct strbuf *out)
{
	int act;

	for (act = 1; act < ACT_COUNT; act++) {
		struct strbuf keys = { 0 };

		keymap_keys(km, ctx, (enum act)act, &keys);
		if (keys.len > 0) {
			strbuf_addf(out, "%-26s ", strbuf_str(&keys));
			strbuf_add(out, tr(action_at((enum act)act)->help));
			strbuf_add_char(out, '\n');
		}
		strbuf_fini(&keys);
	}
}
