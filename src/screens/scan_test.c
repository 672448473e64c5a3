#include "config.h"

#include "screens/scan_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/luhn.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/card.h"
#include "report/scan_sheet.h"
#include "screens/print.h"
#include "ui/scan_trace.h"

#define LABEL_COLS 14

/* A card that the shop has given out or has in stock. */
static bool
is_ours(void *ctx, const char *number)
{
	struct session *s = ctx;
	struct card card;
	bool known;

	if (store_actor(s->st) || session_read(s, NULL) != ERR_OK)
		return false;
	known = card_find(s->st, number, &card, NULL) == ERR_OK;
	session_done(s);
	return known;
}

static enum err
open_test(struct screen *sc, void *arg, struct err_note *note)
{
	(void)arg;
	(void)note;
	sc->data = scan_trace_new(app_input_like(sc->app), app_scan_prefix(sc->app), is_ours,
	    session_of(sc->app));
	screen_set_hint(sc, "%s", _("Scan or type anything. Ctrl-P: a sheet to set a scanner up and try it."));
	return ERR_OK;
}

static const char *
class_text(enum trace_class c)
{
	static const char *const names[] = {
		[TRACE_TYPED] = N_("typed by hand"),
		[TRACE_KEY] = N_("a key"),
		[TRACE_PASTE] = N_("pasted text"),
		[TRACE_PREFIX] = N_("a scan, by its prefix"),
		[TRACE_AIM] = N_("a scan, by its AIM identifier"),
		[TRACE_TIMING] = N_("a scan, by its speed and a known code"),
		[TRACE_FRAME] = N_("a scan, between STX and ETX"),
		[TRACE_STRIPE] = N_("a magnetic stripe"),
		[TRACE_BANK] = N_("a bank card: nothing of it is shown or kept"),
		[TRACE_BURST] = N_("as fast as a scan, but no known code"),
		[TRACE_NO_END] = N_("as fast as a scan, but without an end"),
	};

	return tr(names[c]);
}

/* What the screens do with it: their scanned() functions. */
static const char *
route_text(const struct trace *e)
{
	switch (e->class) {
	case TRACE_TYPED:
		return _("the field with the cursor");
	case TRACE_KEY:
		return _("what the key does on that screen");
	case TRACE_PASTE:
		return _("the field with the cursor, never taken for a scan");
	case TRACE_BANK:
		return _("nowhere: no screen takes it");
	case TRACE_BURST:
		return _("the field with the cursor; questions ignore it. Switch the AIM identifier on, and it is a scan.");
	case TRACE_NO_END:
		return _("the field with the cursor. Set the suffix CR (Enter) at the scanner.");
	case TRACE_STRIPE:
		return _("home and card desk: opens the card; cashier: the customer of the ticket");
	default:
		break;
	}
	if (gtin_is_valid(e->code))
		return _("cashier: the article; lists: the record with that code");
	return _("home and card desk: opens the card; cashier: customer or article; "
	    "lists: the record with that code");
}

static const char *
symbology_of(const struct trace *e, char *buf, size_t size)
{
	if (e->aim[0] != '\0') {
		const char *name = aim_symbology(e->aim);

		snprintf(buf, size, "%s (%s)", name[0] != '\0' ? name : _("unknown"), e->aim);
		return buf;
	}
	if (e->class == TRACE_TIMING && gtin_is_valid(e->code)) {
		snprintf(buf, size, _("%s, by its digits (no AIM identifier)"),
		    strlen(e->code) == 8 ? "EAN-8" : strlen(e->code) == 12 ? "UPC-A" : "EAN-13");
		return buf;
	}
	return "";
}

static int
put(struct canvas *c, struct rect r, int row, const char *label, enum role role, const char *text)
{
	int left = r.cols >= 60 ? LABEL_COLS : 11;
	struct rect at = { row, r.col + left, r.row + r.rows - row, r.cols - left };

	if (text[0] == '\0' || at.rows <= 0)
		return row;
	canvas_text(c, row, r.col, left, ROLE_LABEL, label);
	return row + canvas_wrap(c, at, role, text, 0, true);
}

static void
add_pace(const struct trace *e, struct strbuf *b)
{
	strbuf_addf(b, ngettext("%zu byte in %d ms", "%zu bytes in %d ms", e->len), e->len, e->total_ms);
	if (e->len > 1)
		strbuf_addf(b, _(", %d to %d ms apart"), e->gap_min, e->gap_max);
	strbuf_add(b, !e->has_end ? _(", no end") : "");
}

static int
draw_newest(struct canvas *c, struct rect r, int row, const struct trace *e)
{
	struct strbuf b = { 0 };
	char buf[96];

	row = put(c, r, row, _("Taken as"), e->class == TRACE_BANK ? ROLE_ERROR : ROLE_TEXT,
	    class_text(e->class));
	row = put(c, r, row, _("Key"), ROLE_TEXT, e->class == TRACE_KEY && e->key[0] == '\0'
	    ? _("not known") : e->class == TRACE_KEY ? e->key : "");
	row = put(c, r, row, _("Bytes"), ROLE_TEXT, e->bytes);
	if (e->is_hidden)
		row = put(c, r, row, "", ROLE_WARNING, _("It could be a bank card: the figures are not shown."));
	row = put(c, r, row, _("Symbology"), ROLE_TEXT, symbology_of(e, buf, sizeof buf));
	row = put(c, r, row, _("Code"), ROLE_TEXT, e->code);
	row = put(c, r, row, _("Goes to"), ROLE_TEXT, route_text(e));
	if (e->class != TRACE_BANK && e->class != TRACE_KEY) {
		add_pace(e, &b);
		row = put(c, r, row, _("Pace"), ROLE_TEXT, strbuf_str(&b));
		strbuf_clear(&b);
		for (size_t i = 0; i < e->ngaps; i++)
			strbuf_addf(&b, "%s%d", i > 0 ? " " : "", e->gaps[i]);
		row = put(c, r, row, _("Gaps in ms"), ROLE_TEXT, strbuf_str(&b));
	}
	strbuf_fini(&b);
	return row;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct rect r = { body.row, body.col + 1, body.rows, body.cols - 2 };
	const struct trace *e = scan_trace_at(sc->data, 0);
	int row = r.row;

	canvas_cursor(c, row, r.col);
	if (e == NULL) {
		canvas_text(c, row, r.col, r.cols, ROLE_DIM, _("Ready. Nothing came yet."));
		return;
	}
	row = draw_newest(c, r, row, e) + 1;
	for (size_t i = 1; row < r.row + r.rows && (e = scan_trace_at(sc->data, i)) != NULL; i++, row++) {
		struct strbuf b = { 0 };

		strbuf_addf(&b, "%s  %s", class_text(e->class), e->bytes);
		canvas_text(c, row, r.col, r.cols, ROLE_DIM, strbuf_str(&b));
		strbuf_fini(&b);
	}
}

static void
bytes_came(struct screen *sc, const char *bytes, size_t len, int64_t at_ms)
{
	scan_trace_feed(sc->data, bytes, len, at_ms);
	app_touch(sc->app);
}

static void
pause_came(struct screen *sc)
{
	scan_trace_pause(sc->data, app_now_ms(sc->app));
}

static enum err
write_sheet(void *arg, FILE *f, struct err_note *note)
{
	(void)arg;
	return scan_sheet_write(f, note);
}

static void
print_sheet(struct session *s)
{
	struct print_out o = { .write = write_sheet, .title = "scanner", .function = "sale",
		.entity = "till", .code = "", .what = "scanner sheet", .count = 1 };
	struct print_to to;

	if (print_ask(s, _("Scanner sheet"), "scanner", false, false, &to))
		(void)print_send(s, &o, &to);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	if (ev->kind == EV_SCAN || ev->kind == EV_TEXT || ev->kind == EV_PASTE)
		return true;
	if (ev->kind != EV_KEY)
		return false;
	if (ev->action == ACT_PRINT)
		print_sheet(session_of(sc->app));
	else if (ev->action == ACT_REFRESH)
		scan_trace_clear(sc->data);
	else
		return ev->key == UKEY_ENTER || ev->key == UKEY_TAB || ev->key == UKEY_BACKSPACE;
	return true;
}

static void
help(struct screen *sc, struct strbuf *out)
{
	(void)sc;
	strbuf_add(out, _("What the scanner, the card reader or the keyboard sends, what Quen takes it for, and "
	    "where a screen would put it. Control characters stand in <>. Nothing is stored.\n\n"
	    "A scanner is recognised best by its AIM identifier (]E0, ]C1, ]Q3): switch it on, with the suffix "
	    "CR. Without it only codes with a right check digit, or that the shop knows, are scans.\n\n"
	    "Bank cards are never shown or kept.\n"));
}

static void
fini(struct screen *sc)
{
	scan_trace_free(sc->data);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_REFRESH, ACT_PRINT, ACT_GO, ACT_MENU, ACT_NONE };

static const struct screen_class scan_test_class = {
	.name = "scan-test", .code = "SCN", .title = N_("Scanner test"), .context = CONTEXT_VIEW,
	.bar = bar, .open = open_test, .draw = draw, .event = event, .bytes = bytes_came,
	.tick = pause_came, .help = help, .fini = fini,
};

enum err
scan_test_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)args;
	return app_open(s->app, mode, &scan_test_class, NULL, note);
}
