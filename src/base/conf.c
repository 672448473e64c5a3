#include "base/conf.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <confuse.h>

#include "base/conf_scan.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define FILE_MAX (1 << 20)	/* bytes of one configuration file */

struct conf {
	struct arena arena;
	struct conf_node root;
};

struct call {
	size_t n;
	const char **values;
};

struct builder {
	struct conf *conf;
	struct conf_scan scan;
	struct conf_node **nodes;	/* of each item */
	struct call *calls;		/* in the order of the file */
	size_t ncalls, calls_cap, calls_used;
	const char *path;
	struct err_note *note;
	enum err result;
};

/* libConfuse's callbacks carry no pointer of ours; one parse a thread. */
static _Thread_local struct builder *parsing;

static enum err PRINTF_LIKE(3, 4)
fail(struct builder *b, int line, const char *fmt, ...)
{
	char text[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return err_set(b->note, ERR_SYNTAX, "", "%s:%d: %s", b->path, line, text);
}

/* --- the spec against what stands in the file --- */

static const struct conf_spec *
find_spec(const struct conf_spec *spec, const char *name)
{
	for (; spec != NULL && spec->kind != CONF_END; spec++) {
		if (str_eq(spec->name, name))
			return spec;
	}
	return NULL;
}

static enum conf_shape
shape_of(enum conf_kind kind)
{
	if (kind == CONF_SECTION)
		return SHAPE_SECTION;
	return kind == CONF_CALL ? SHAPE_CALL : SHAPE_VALUE;
}

static enum err
check_item(struct builder *b, const struct conf_item *item,
    const struct conf_spec *spec)
{
	const struct conf_item *first = &b->scan.items[item->parent + 1];

	if (spec == NULL)
		return fail(b, item->line, _("“%s” is not known here"), item->name);
	if (shape_of(spec->kind) != item->shape) {
		switch (shape_of(spec->kind)) {
		case SHAPE_VALUE:
			return fail(b, item->line, _("write: %s = value"), item->name);
		case SHAPE_CALL:
			return fail(b, item->line, _("write: %s('value', 'value')"),
			    item->name);
		default:
			return fail(b, item->line, _("write: %s name { ... }"),
			    item->name);
		}
	}
	if (spec->needs_title && item->title[0] == '\0')
		return fail(b, item->line, _("“%s” needs a name before {"),
		    item->name);
	if (strchr(item->title, '\\') != NULL)
		return fail(b, item->line, _("“%s” is not a name"), item->title);
	for (; item->shape == SHAPE_VALUE && first < item; first++) {
		if (first->parent == item->parent &&
		    str_eq(first->name, item->name))
			return fail(b, item->line, _("“%s” is given twice"),
			    item->name);
	}
	return ERR_OK;
}

/* Checks every item and hangs a node for it below its section. */
static enum err
build_nodes(struct builder *b, const struct conf_spec *top)
{
	struct conf_scan *s = &b->scan;
	struct arena *a = &b->conf->arena;
	const struct conf_spec **specs = xcalloc(s->n, sizeof *specs);
	size_t *counts = xcalloc(s->n + 1, sizeof *counts), i;
	struct conf_node *p;
	enum err e = ERR_OK;

	for (i = 0; i < s->n && e == ERR_OK; i++) {
		int parent = s->items[i].parent;

		specs[i] = find_spec(parent < 0 ? top : specs[parent]->sub,
		    s->items[i].name);
		e = check_item(b, &s->items[i], specs[i]);
		counts[parent + 1]++;
	}
	for (i = 0; i < s->n && e == ERR_OK; i++) {
		const struct conf_item *item = &s->items[i];

		p = item->parent < 0 ? &b->conf->root : b->nodes[item->parent];
		if (p->children == NULL)
			p->children = arena_alloc(a, counts[item->parent + 1] *
			    sizeof *p->children);
		b->nodes[i] = &p->children[p->nchildren++];
		*b->nodes[i] = (struct conf_node) {
			.name = specs[i]->name,		/* static */
			.title = item->title[0] != '\0' ? arena_strdup(a, item->title) : "",
			.kind = specs[i]->kind, .line = item->line };
	}
	free(specs);
	free(counts);
	return e;
}

/* --- libConfuse --- */

static void
on_error(cfg_t *cfg, const char *fmt, va_list ap)
{
	char text[200];

	if (parsing->result != ERR_OK)
		return;
	vsnprintf(text, sizeof text, fmt, ap);
	parsing->result = fail(parsing, cfg->line, "%s", text);
}

static int
on_call(cfg_t *cfg, cfg_opt_t *opt, int argc, const char **argv)
{
	struct builder *b = parsing;
	struct arena *a = &b->conf->arena;
	struct call *c;
	int i;

	(void)cfg;
	(void)opt;
	b->calls = xgrow(b->calls, &b->calls_cap, b->ncalls + 1, sizeof *b->calls);
	c = &b->calls[b->ncalls++];
	c->n = (size_t)argc;
	c->values = arena_alloc(a, c->n * sizeof *c->values);
	for (i = 0; i < argc; i++)
		c->values[i] = arena_strdup(a, argv[i]);
	return 0;
}

static cfg_opt_t *
translate(struct arena *a, const struct conf_spec *spec)
{
	size_t n = 0, i;
	cfg_opt_t *opts;

	while (spec != NULL && spec[n].kind != CONF_END)
		n++;
	opts = arena_alloc(a, (n + 1) * sizeof *opts);
	for (i = 0; i < n; i++) {
		const char *name = spec[i].name;

		switch (spec[i].kind) {
		case CONF_INT:
			opts[i] = (cfg_opt_t)CFG_INT(name, 0, CFGF_NODEFAULT);
			break;
		case CONF_BOOL:
			opts[i] = (cfg_opt_t)CFG_BOOL(name, cfg_false, CFGF_NODEFAULT);
			break;
		case CONF_LIST:
			opts[i] = (cfg_opt_t)CFG_STR_LIST(name, NULL, CFGF_NODEFAULT);
			break;
		case CONF_SECTION:
			opts[i] = (cfg_opt_t)CFG_SEC(name, translate(a, spec[i].sub),
			    CFGF_MULTI | CFGF_TITLE | CFGF_NODEFAULT);
			break;
		case CONF_CALL:
			opts[i] = (cfg_opt_t)CFG_FUNC(name, on_call);
			break;
		default:
			opts[i] = (cfg_opt_t)CFG_STR(name, NULL, CFGF_NODEFAULT);
		}
	}
	opts[n] = (cfg_opt_t)CFG_END();
	return opts;
}

static void
take_values(struct builder *b, cfg_t *cfg, struct conf_node *n)
{
	cfg_opt_t *opt = cfg_getopt(cfg, n->name);
	struct arena *a = &b->conf->arena;
	size_t i;

	n->nvalues = cfg_opt_size(opt);
	n->values = arena_alloc(a, (n->nvalues + 1) * sizeof *n->values);
	for (i = 0; i < n->nvalues; i++) {
		unsigned k = (unsigned)i;

		if (n->kind == CONF_INT)
			n->values[i] = arena_printf(a, "%ld", cfg_opt_getnint(opt, k));
		else if (n->kind == CONF_BOOL)
			n->values[i] = cfg_opt_getnbool(opt, k) ? "true" : "false";
		else
			n->values[i] = arena_strdup(a, cfg_opt_getnstr(opt, k));
	}
}

static void
take_all(struct builder *b, cfg_t *top)
{
	cfg_t **sections = xcalloc(b->scan.n, sizeof *sections);
	char title[24];
	size_t i;

	for (i = 0; i < b->scan.n; i++) {
		const struct conf_item *item = &b->scan.items[i];
		struct conf_node *n = b->nodes[i];
		cfg_t *in = item->parent < 0 ? top : sections[item->parent];

		if (n->kind == CONF_SECTION) {
			snprintf(title, sizeof title, "%zu", i);
			sections[i] = cfg_gettsec(in, n->name, title);
			assert(sections[i] != NULL);
		} else if (n->kind == CONF_CALL) {
			assert(b->calls_used < b->ncalls);
			n->nvalues = b->calls[b->calls_used].n;
			n->values = b->calls[b->calls_used++].values;
		} else {
			take_values(b, in, n);
		}
	}
	free(sections);
}

/* Whole numbers as they are written out again: no octal, no sign but minus. */
static bool
is_number(const char *s)
{
	size_t n;

	s += *s == '-';
	n = strspn(s, "0123456789");
	return n > 0 && n < 10 && s[n] == '\0' && (s[0] != '0' || n == 1);
}

static bool
is_plain_value(const struct conf_item *item, enum conf_kind kind)
{
	switch (kind) {
	case CONF_STR:
		return !item->is_list && item->is_quoted;
	case CONF_INT:
		return !item->is_list && !item->is_quoted && is_number(item->values[0]) &&
		    !str_eq(item->values[0], "-0");
	case CONF_BOOL:
		return !item->is_list && !item->is_quoted &&
		    (str_eq(item->values[0], "true") || str_eq(item->values[0], "false"));
	case CONF_LIST:		/* one value needs no braces */
	case CONF_CALL:
		return item->is_quoted;
	default:
		return true;
	}
}

/* Forms are read at every start, and nearly all say only plain things, which the scan has
 * in its hands already: libConfuse would take ten times as long to say the same. Whatever
 * is not plain, a mistake above all, is left to it: false. */
static bool
take_plain(struct builder *b)
{
	struct arena *a = &b->conf->arena;
	size_t i, k;

	if (!b->scan.is_plain)
		return false;
	for (i = 0; i < b->scan.n; i++) {
		if (!is_plain_value(&b->scan.items[i], b->nodes[i]->kind))
			return false;
	}
	for (i = 0; i < b->scan.n; i++) {
		const struct conf_item *item = &b->scan.items[i];
		struct conf_node *n = b->nodes[i];

		if (n->kind == CONF_SECTION)
			continue;
		n->nvalues = item->nvalues;
		n->values = arena_alloc(a, (n->nvalues + 1) * sizeof *n->values);
		for (k = 0; k < n->nvalues; k++)
			n->values[k] = arena_strdup(a, item->values[k]);
	}
	return true;
}

static enum err
parse(struct builder *b, const struct conf_spec *spec)
{
	struct arena opts = { 0 };
	cfg_t *cfg = cfg_init(translate(&opts, spec), CFGF_NONE);

	parsing = b;
	cfg_set_error_function(cfg, on_error);
	if (cfg_parse_buf(cfg, strbuf_str(&b->scan.text)) != CFG_SUCCESS &&
	    b->result == ERR_OK)
		b->result = fail(b, cfg->line, "%s", _("this does not read"));
	parsing = NULL;
	if (b->result == ERR_OK)
		take_all(b, cfg);
	cfg_free(cfg);
	arena_fini(&opts);
	return b->result;
}

enum err
conf_read_text(const char *path, const char *text, size_t len,
    const struct conf_spec *spec, struct conf **out, struct err_note *note)
{
	struct builder b = { .path = path, .note = note };
	enum err e;

	b.conf = xcalloc(1, sizeof *b.conf);
	b.conf->root = (struct conf_node) { .name = "", .title = "",
		.kind = CONF_SECTION, .line = 1 };
	e = conf_scan_text(&b.scan, path, text, len, note);
	if (e == ERR_OK) {
		b.nodes = xcalloc(b.scan.n, sizeof *b.nodes);
		e = build_nodes(&b, spec);
	}
	if (e == ERR_OK && !take_plain(&b))
		e = parse(&b, spec);
	free(b.nodes);
	free(b.calls);
	conf_scan_fini(&b.scan);
	if (e == ERR_OK)
		*out = b.conf;
	else
		conf_free(b.conf);
	return e;
}

static enum err
read_whole(const char *path, struct strbuf *b)
{
	char buf[8192];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return ERR_IO;
	while ((n = read(fd, buf, sizeof buf)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || b->len > FILE_MAX)
			break;
		strbuf_add_n(b, buf, (size_t)n);
	}
	close(fd);
	if (n < 0)
		return ERR_IO;
	return b->len > FILE_MAX ? ERR_LIMIT : ERR_OK;
}

enum err
conf_read_as(const char *path, const char *shown, const struct conf_spec *spec,
    struct conf **out, struct err_note *note)
{
	struct strbuf b = { 0 };
	enum err e = read_whole(path, &b);

	if (e == ERR_LIMIT)
		err_set(note, e, "", _("%s is larger than 1 MB."), shown);
	else if (e != ERR_OK)
		err_set(note, e, "", _("%s cannot be read."), shown);
	else
		e = conf_read_text(shown, strbuf_str(&b), b.len, spec, out, note);
	strbuf_fini(&b);
	return e;
}

enum err
conf_read(const char *path, const struct conf_spec *spec, struct conf **out,
    struct err_note *note)
{
	return conf_read_as(path, path, spec, out, note);
}

const struct conf_node *
conf_root(const struct conf *c)
{
	return &c->root;
}

void
conf_free(struct conf *c)
{
	if (c == NULL)
		return;
	arena_fini(&c->arena);
	free(c);
}

const struct conf_node *
conf_get(const struct conf_node *n, const char *name)
{
	size_t i = n->nchildren;

	while (i-- > 0) {
		if (str_eq(n->children[i].name, name))
			return &n->children[i];
	}
	return NULL;
}

const char *
conf_str(const struct conf_node *n, const char *name, const char *otherwise)
{
	const struct conf_node *c = conf_get(n, name);

	return c != NULL && c->nvalues > 0 ? c->values[0] : otherwise;
}

long
conf_int(const struct conf_node *n, const char *name, long otherwise)
{
	const struct conf_node *c = conf_get(n, name);

	return c != NULL && c->nvalues > 0 ?
	    strtol(c->values[0], NULL, 10) : otherwise;
}

bool
conf_bool(const struct conf_node *n, const char *name, bool otherwise)
{
	const struct conf_node *c = conf_get(n, name);

	return c != NULL && c->nvalues > 0 ?
	    str_eq(c->values[0], "true") : otherwise;
}

/* A group that holds its user alone, as made for every user where the umask is
 * 002: its write bit gives nobody anything. */
static bool
is_private_group(gid_t gid, uid_t owner)
{
	struct passwd *pw = getpwuid(owner);
	struct group *gr;

	if (pw == NULL || pw->pw_gid != gid)
		return false;
	gr = getgrgid(gid);
	return gr != NULL && str_eq(gr->gr_name, pw->pw_name) &&
	    (gr->gr_mem[0] == NULL ||
	    (str_eq(gr->gr_mem[0], pw->pw_name) && gr->gr_mem[1] == NULL));
}

enum err
conf_check_owner(const char *path, struct err_note *note)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return err_set(note, ERR_IO, "", _("%s cannot be read."), path);
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return err_set(note, ERR_CONFIG, "",
		    _("%s belongs to another user: it must be yours or root's."),
		    path);
	if ((st.st_mode & S_IWOTH) != 0 || ((st.st_mode & S_IWGRP) != 0 &&
	    !is_private_group(st.st_gid, st.st_uid)))
		return err_set(note, ERR_CONFIG, "",
		    _("%s can be changed by other users: run chmod go-w on it."),
		    path);
	return ERR_OK;
}
