#include "cli/card_page.h"

#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/hooks.h"
#include "domain/ops.h"
#include "store/setting.h"

#define WAIT_MS 120000
#define LOTS_SHOWN 6

static int64_t
number_of(const json_t *o, const char *name)
{
	return json_integer_value(json_object_get(o, name));
}

static const char *
text_of(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return s != NULL ? s : "";
}

static void
add_money(struct store *st, struct strbuf *b, const char *label, int64_t minor)
{
	char buf[48];

	strbuf_addf(b, "%-14s %s\n", label, money_format(store_format(st)->locale,
	    store_format(st)->currency, minor, buf, sizeof(buf)));
}

static void
add_day(struct store *st, struct strbuf *b, const char *iso)
{
	char buf[32];
	day_t day;

	if (iso[0] != '\0' && day_parse_iso(iso, &day) == ERR_OK)
		strbuf_add(b, day_format(store_format(st)->locale, day, buf, sizeof(buf)));
}

static void
add_points(struct store *st, struct strbuf *b, const json_t *v)
{
	const json_t *p = json_object_get(v, "points"), *lots = json_object_get(v, "lots");
	size_t i;
	json_t *lot;

	if (!json_is_object(p))
		return;
	strbuf_addf(b, "%-14s %" PRId64 "\n", _("Points"), number_of(p, "usable"));
	if (number_of(p, "pending") != 0)
		strbuf_addf(b, "%-14s %" PRId64 "\n", _("pending"), number_of(p, "pending"));
	if (number_of(p, "debt") != 0)
		strbuf_addf(b, "%-14s %" PRId64 "\n", _("debt"), number_of(p, "debt"));
	json_array_foreach(lots, i, lot) {
		if (i == LOTS_SHOWN)
			break;
		strbuf_addf(b, "  %8" PRId64 "  %s ", number_of(lot, "points"), _("until"));
		if (text_of(lot, "expires")[0] == '\0')
			strbuf_add(b, "-");
		add_day(st, b, text_of(lot, "expires"));
		strbuf_add(b, "\n");
	}
}

static void
add_rest(struct store *st, struct strbuf *b, const json_t *v)
{
	const json_t *value = json_object_get(v, "value"), *level = json_object_get(v, "level");
	const json_t *visits = json_object_get(v, "visits");

	if (json_is_object(value)) {
		add_money(st, b, _("Stored value"), number_of(value, "principal"));
		add_money(st, b, _("bonus"), number_of(value, "bonus"));
	}
	if (json_is_integer(visits))
		strbuf_addf(b, "%-14s %" PRId64 "\n", _("Visits"), (int64_t)json_integer_value(visits));
	if (!json_is_object(level) || text_of(level, "name")[0] == '\0')
		return;
	strbuf_addf(b, "%-14s %s", _("Level"), text_of(level, "name"));
	if (text_of(level, "until")[0] != '\0') {
		strbuf_addf(b, "  %s ", _("until"));
		add_day(st, b, text_of(level, "until"));
	}
	strbuf_add(b, "\n");
}

/* The card speaks for itself: the question is asked by the system about this one number. */
enum err
card_page_text(struct store *st, struct actor *system, const char *number, struct strbuf *out,
    struct err_note *note)
{
	json_t *rq = json_pack("{s:s, s:s}", "op", "balance", "card", number), *reply = NULL;
	enum err e = ERR_OK;

	op_post(st, system, rq, &reply);
	if (!json_is_true(json_object_get(reply, "ok")))
		e = err_set(note, ERR_NOTFOUND, "", "%s", text_of(reply, "message"));
	if (e == ERR_OK) {
		strbuf_addf(out, "%s\n\n%-14s %s\n", setting_text(st, "shop.name"), _("Card"), number);
		add_points(st, out, reply);
		add_rest(st, out, reply);
	}
	json_decref(rq);
	json_decref(reply);
	return e;
}

static enum err
open_store(struct cli *c, struct err_note *note)
{
	enum err e = cli_need_owner(c, note);

	if (e == ERR_OK)
		e = store_open(&c->paths, &c->store, note);
	if (e != ERR_OK)
		return e;
	store_set_hooks(c->store, domain_hooks);
	e = actor_open(c->store, NULL, &c->actor, note);
	cli_speak(c, setting_text(c->store, "shop.lang"));
	return e;
}

/* The terminal takes no line feed alone. */
static void
show(const char *text)
{
	const char *end;
	char line[512];

	fputs("\033[H\033[2J", stdout);
	for (; (end = strchr(text, '\n')) != NULL; text = end + 1) {
		str_copy(line, (size_t)(end - text) < sizeof(line) ? (size_t)(end - text) + 1 :
		    sizeof(line), text);
		say_text(stdout, line);
		fputs("\r\n", stdout);
	}
	fprintf(stdout, "\r\n%s\r\n", _("Any key ends."));
	fflush(stdout);
}

int
card_page_run(struct cli *c, const char *number, int link)
{
	struct pollfd p[] = { { STDIN_FILENO, POLLIN, 0 }, { link, POLLIN, 0 } };
	struct strbuf b = { 0 };
	struct err_note note = { 0 };
	enum err e = open_store(c, &note);

	if (e == ERR_OK)
		e = card_page_text(c->store, c->actor, number, &b, &note);
	if (e == ERR_OK) {
		show(strbuf_str(&b));
		(void)poll(p, 2, WAIT_MS);
		fputs("\033[H\033[2J", stdout);
		fflush(stdout);
	}
	strbuf_fini(&b);
	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}
