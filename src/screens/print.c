#include "config.h"

#include "screens/print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "screens/records.h"
#include "store/setting.h"
#include "ui/dialog.h"
#include "ui/menu.h"

enum { TO_PRINTER = 900 };

bool
print_ask(struct session *s, const char *title, const char *name, bool is_label, bool any,
    struct print_to *to)
{
	struct menu_item items[12];
	char file[160];
	size_t n = 0;
	int at;

	*to = (struct print_to){ .format = page_format_find("pdf") };
	if (print_out_has_printer(s->st, s->a, s->till, is_label))
		items[n++] = (struct menu_item){ "", _("To the printer"), "", TO_PRINTER };
	for (int i = 0; page_format_table[i].name != NULL && n < 12; i++)
		if (any || &page_format_table[i] == to->format)
			items[n++] = (struct menu_item){ "", tr(page_format_table[i].title), "", i };
	at = n > 1 ? menu_run(s->app, title, items, n) : items[0].value;
	if (at < 0)
		return false;
	to->to_printer = at == TO_PRINTER;
	if (to->to_printer)
		return true;
	to->format = &page_format_table[at];
	snprintf(file, sizeof file, "%s.%s", name, to->format->name);
	return records_ask_path(s, file, to->path, sizeof to->path);
}

static void
said(struct session *s, const struct print_to *to, const char *where)
{
	const char *slash = strrchr(where, '/');
	char *text;

	if (to->to_printer) {
		app_message(s->app, _("Printed: %s"), where);
		return;
	}
	text = xasprintf(_("Written: %s"), s->served && slash ? slash + 1 : where);
	records_say_written(s, text, where);
	free(text);
}

bool
print_send(struct session *s, struct print_out *o, const struct print_to *to)
{
	struct err_note note = { 0 };

	o->path = to->to_printer ? NULL : to->path;
	o->till = to->to_printer ? s->till : NULL;
	if (print_out(s->st, s->a, o, &note) != ERR_OK) {
		app_error_note(s->app, &note);
		return false;
	}
	said(s, to, to->to_printer ? o->where : to->path);
	return true;
}

void
print_paper(struct session *s, struct paper *p, const char *name)
{
	struct err_note note = { 0 };
	struct print_to to;

	if (!print_ask(s, name, name, false, p->kind == PAPER_STATEMENT || p->kind == PAPER_RECORD, &to))
		return;
	p->format = to.format;
	if (paper_print(s->st, s->a, p, to.to_printer ? NULL : to.path, NULL,
	    to.to_printer ? s->till : NULL, &note) != ERR_OK)
		app_error_note(s->app, &note);
	else
		said(s, &to, to.to_printer ? p->where : to.path);
}

/* ---- statements ---- */

static const struct field period[] = {
	{ .name = "from", .label = N_("From"), .hint = "", .help = "", .type = FIELD_DAY, .width = 10,
	  .max_len = 20, .required = true, .entity = "", .filter = "", .choices = "", .preset = "",
	  .valid = "", .when = "", .right = "" },
	{ .name = "to", .label = N_("To"), .hint = "", .help = "", .type = FIELD_DAY, .width = 10,
	  .max_len = 20, .required = true, .entity = "", .filter = "", .choices = "", .preset = "",
	  .valid = "", .when = "", .right = "" },
};

void
print_statement(struct session *s, const char *who)
{
	struct dialog_form d = { .title = _("Statement"), .text = "", .fields = period, .nfields = 2,
		.fm = &s->format };
	day_t today = clock_today();
	char from[24], to[24], name[96];
	const char *values[] = { "from", from, "to", to, NULL };
	struct paper p = { .kind = PAPER_STATEMENT, .code = who };
	struct record *r = NULL;

	day_format(s->format.locale, today - today % 100 + 1, from, sizeof from);
	day_format(s->format.locale, today, to, sizeof to);
	if (!dialog_form_run(s->app, &d, values, &r))
		return;
	p.from = (day_t)record_int(r, "from");
	p.to = (day_t)record_int(r, "to");
	record_free(r);
	snprintf(name, sizeof name, "statement-%s", who);
	print_paper(s, &p, name);
}

/* ---- lists that are not one entity ---- */

struct table { struct session *s; const struct print_table *t; const struct page_format *format;
	char shop[96]; };

static void
put_row(void *out, const struct value *cells)
{
	page_row(out, cells);
}

static enum err
write_table(void *arg, FILE *f, struct err_note *note)
{
	struct table *x = arg;
	const struct print_table *t = x->t;
	char day[32];
	struct page_head h = { .title = t->title, .header = x->shop, .footer = day,
		.fm = &x->s->format, .is_wide = page_is_wide(t->cols, t->ncols) };
	struct page *p;
	enum err e;

	day_format(x->s->format.locale, clock_today(), day, sizeof day);
	e = page_open(&p, x->format, f, &h, note);
	if (e != ERR_OK)
		return e;
	if (x->format->is_paper) {
		page_text(p, PAGE_TITLE, t->title);
		if (!str_empty(t->about))
			page_text(p, PAGE_BODY, t->about);
	}
	page_table(p, t->cols, t->ncols);
	e = t->each(t->arg, put_row, p, note);
	if (e != ERR_OK) {
		page_drop(p);
		return e;
	}
	page_table_end(p);
	return page_close(p, note);
}

void
print_rows(struct session *s, const struct print_table *t)
{
	struct table x = { .s = s, .t = t };
	struct print_out o = { .write = write_table, .arg = &x, .title = t->name,
		.function = t->function, .entity = "", .code = t->name, .what = "list" };
	char name[128], day[16];
	struct print_to to;

	if (!session_may(s, t->function, VERB_PRINT) && !session_may(s, t->function, VERB_EXPORT)) {
		app_error(s->app, _("Not allowed for %s (needs %s.%s)."), actor_code(s->a),
		    t->function, "print");
		return;
	}
	snprintf(name, sizeof name, "%s-%s", t->name, day_iso(clock_today(), day, sizeof day));
	if (!print_ask(s, t->title, name, false, true, &to))
		return;
	x.format = to.format;
	o.verb = to.to_printer || to.format->is_paper ? VERB_PRINT : VERB_EXPORT;
	if (session_read(s, NULL) == ERR_OK) {
		str_copy(x.shop, sizeof x.shop, setting_text(s->st, "shop.name"));
		session_done(s);
	}
	(void)print_send(s, &o, &to);
}
