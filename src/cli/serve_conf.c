#include "cli/serve_conf.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/i18n.h"
#include "base/str.h"

#define AT(member) offsetof(struct door_config, member)

/* Numbers and switches: name, where they go, what is allowed. */
static const struct {
	const char *name;
	size_t at;
	uint32_t least, most, preset;
} numbers[] = {
	{ "kex_seconds", AT(kex_seconds), 1, 120, 10 },
	{ "auth_seconds", AT(auth_seconds), 5, 600, 60 },
	{ "tries", AT(tries), 1, 20, 6 },
	{ "per_source", AT(per_source), 1, 1000, 8 },
	{ "floor_ms", AT(floor_ms), 100, 5000, 400 },
	{ "idle_lock_seconds", AT(idle_lock_seconds), 0, 86400, 300 },
	{ "idle_end_seconds", AT(idle_end_seconds), 60, 604800, 1800 },
	{ "keepalive_seconds", AT(keepalive_seconds), 1, 600, 15 },
};
static const struct { const char *name; size_t at; bool preset; } switches[] = {
	{ "card_door", AT(card_door), true },
	{ "commands", AT(commands), true },
	{ "worker", AT(worker), true },
};
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const struct conf_spec spec[] = {
	{ "port", CONF_INT, NULL, false },
	{ "listen", CONF_LIST, NULL, false },
	{ "startups", CONF_STR, NULL, false },
	{ "exempt", CONF_LIST, NULL, false },
	{ "kex_seconds", CONF_INT, NULL, false },
	{ "auth_seconds", CONF_INT, NULL, false },
	{ "tries", CONF_INT, NULL, false },
	{ "per_source", CONF_INT, NULL, false },
	{ "floor_ms", CONF_INT, NULL, false },
	{ "idle_lock_seconds", CONF_INT, NULL, false },
	{ "idle_end_seconds", CONF_INT, NULL, false },
	{ "keepalive_seconds", CONF_INT, NULL, false },
	{ "card_door", CONF_BOOL, NULL, false },
	{ "commands", CONF_BOOL, NULL, false },
	{ "worker", CONF_BOOL, NULL, false },
	{ NULL, CONF_END, NULL, false }
};

static uint32_t *
number_at(struct door_config *c, size_t at)
{
	return (uint32_t *)((char *)c + at);
}

static uint8_t *
switch_at(struct door_config *c, size_t at)
{
	return (uint8_t *)c + at;
}

void
serve_conf_preset(struct door_config *c)
{
	c->port = 2222;
	c->start = 10;
	c->rate = 30;
	c->full = 60;
	/* Who comes from the host itself has the host already, and a tunnel or a proxy makes all
	 * look like this: one bad guest would lock everybody out. */
	str_copy(c->exempt, sizeof(c->exempt), "127.0.0.0/8 ::1");
	for (size_t i = 0; i < COUNT(numbers); i++)
		*number_at(c, numbers[i].at) = numbers[i].preset;
	for (size_t i = 0; i < COUNT(switches); i++)
		*switch_at(c, switches[i].at) = switches[i].preset;
}

static enum err
wrong(const char *path, const struct conf_node *n, const char *want, struct err_note *note)
{
	return err_set(note, ERR_SYNTAX, n->name, _("%s:%d: %s must be %s"), path, n->line, n->name,
	    want);
}

static enum err
take_numbers(struct door_config *c, const char *path, const struct conf_node *root,
    struct err_note *note)
{
	const struct conf_node *n;
	char range[64];
	long v;

	for (size_t i = 0; i < COUNT(numbers); i++) {
		if ((n = conf_get(root, numbers[i].name)) == NULL)
			continue;
		v = conf_int(root, n->name, -1);
		snprintf(range, sizeof(range), "%u - %u", numbers[i].least, numbers[i].most);
		if (v < (long)numbers[i].least || v > (long)numbers[i].most)
			return wrong(path, n, range, note);
		*number_at(c, numbers[i].at) = (uint32_t)v;
	}
	for (size_t i = 0; i < COUNT(switches); i++)
		*switch_at(c, switches[i].at) = conf_bool(root, switches[i].name,
		    *switch_at(c, switches[i].at));
	return ERR_OK;
}

static enum err
take_exempt(struct door_config *c, const char *path, const struct conf_node *n,
    struct err_note *note)
{
	struct strbuf b = { 0 };
	bool fits;

	for (size_t i = 0; i < n->nvalues; i++)
		strbuf_addf(&b, "%s%s", i > 0 ? " " : "", n->values[i]);
	fits = b.len < sizeof(c->exempt);
	if (fits)
		str_copy(c->exempt, sizeof(c->exempt), strbuf_str(&b));
	strbuf_fini(&b);
	return fits ? ERR_OK : wrong(path, n, "shorter", note);
}

static enum err
take(struct serve_conf *s, const char *path, const struct conf_node *root, struct err_note *note)
{
	struct door_config *c = s->config;
	const struct conf_node *n;
	char end;
	enum err e;

	if ((n = conf_get(root, "port")) != NULL) {
		c->port = (int32_t)conf_int(root, "port", -1);
		if (c->port < 1 || c->port > 65535)
			return wrong(path, n, "1 - 65535", note);
	}
	if ((n = conf_get(root, "startups")) != NULL && (sscanf(conf_str(root, "startups", ""),
	    "%u:%u:%u%c", &c->start, &c->rate, &c->full, &end) != 3 || c->start == 0 ||
	    c->rate > 100 || c->full <= c->start || c->full > 900))
		return wrong(path, n, "'10:30:60'", note);
	if ((n = conf_get(root, "listen")) != NULL) {
		if (n->nvalues > SERVE_ADDRESSES)
			return wrong(path, n, "1 - 4", note);
		s->nlisten = n->nvalues;
		for (size_t i = 0; i < n->nvalues; i++)
			str_copy(s->listen[i], sizeof(s->listen[i]), n->values[i]);
	}
	if ((n = conf_get(root, "exempt")) != NULL && (e = take_exempt(c, path, n, note)) != ERR_OK)
		return e;
	return take_numbers(c, path, root, note);
}

enum err
serve_conf_read(struct serve_conf *s, const char *path, unsigned owner, struct err_note *note)
{
	struct conf *conf;
	struct stat st;
	enum err e;

	if (stat(path, &st) != 0)
		return ERR_OK;
	if ((st.st_uid != 0 && st.st_uid != geteuid() && st.st_uid != owner) ||
	    (st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return err_set(note, ERR_CONFIG, "",
		    _("%s can be changed by other users: run chmod go-w on it."), path);
	if ((e = conf_read(path, spec, &conf, note)) != ERR_OK)
		return e;
	e = take(s, path, conf_root(conf), note);
	conf_free(conf);
	return e;
}
