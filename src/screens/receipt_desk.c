#include "config.h"

#include "screens/receipt_desk.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/sale.h"
#include "screens/op_form.h"
#include "screens/receipts.h"
#include "screens/returns.h"
#include "screens/why.h"
#include "ui/menu.h"

enum { DO_WHY = 900, DO_RETURN, DO_GIFT };

/* JSON of an explanation as lines: "name: value", deeper ones indented. */
static void
write_value(const struct session *s, const char *name, const json_t *v, int depth,
    struct strbuf *out)
{
	const char *key;
	json_t *item;
	size_t i;
	char num[40];

	if (v == NULL || json_is_null(v) || (json_is_array(v) && json_array_size(v) == 0))
		return;
	strbuf_addf(out, "%*s", depth * 2, "");
	if (json_is_array(v)) {
		strbuf_addf(out, "%s\n", name);
		json_array_foreach(v, i, item) {
			char n[24];

			snprintf(n, sizeof n, "%zu", i + 1);
			write_value(s, n, item, depth + 1, out);
		}
	} else if (json_is_object(v)) {
		strbuf_addf(out, "%s\n", name);
		json_object_foreach((json_t *)v, key, item)
			write_value(s, key, item, depth + 1, out);
	} else if (json_is_integer(v)) {
		strbuf_addf(out, "%s: %s\n", name,
		    session_int(s, json_integer_value(v), num, sizeof num));
	} else if (json_is_boolean(v)) {
		strbuf_addf(out, "%s: %s\n", name, json_is_true(v) ? _("yes") : _("no"));
	} else if (json_is_string(v)) {
		strbuf_addf(out, "%s: %s\n", name, json_string_value(v));
	} else {
		strbuf_addf(out, "%s: %g\n", name, json_number_value(v));
	}
}

#define PARTS_MAX (SALE_LINES_MAX + 4)

static void
add_part(struct why_part *parts, size_t *n, const char *name, struct strbuf *text)
{
	if (text->len > 0 && *n < PARTS_MAX)
		parts[(*n)++] = (struct why_part) { name, xstrdup(strbuf_str(text)) };
	strbuf_clear(text);
}

/* A figure each: the lines, what they come to, who paid it how, points, the rest. */
static size_t
make_parts(const struct session *s, const json_t *why, struct why_part *parts)
{
	static const char *const sums[] = { "gross", "discount", "receipt_discount", "coupon",
		"coupon_discount", "approver", "reason", "total", "rounding", "due", NULL };
	static const char *const tenders[] = { "tenders", "change", NULL };
	static const char *const points[] = { "member", "level", "points", NULL };
	static const char *const rest[] = { "receipt", "kind", "at", "store", "salesperson", NULL };
	const struct { const char *name; const char *const *keys; } blocks[] = {
		{ _("Total"), sums }, { _("Payments"), tenders }, { _("Points"), points },
		{ _("Receipt"), rest },
	};
	struct strbuf text = { 0 };
	const char *key;
	json_t *line, *item;
	size_t i, n = 0;

	json_array_foreach(json_object_get(why, "lines"), i, line) {
		const char *name = json_string_value(json_object_get(line, "name"));

		json_object_foreach(line, key, item)
			write_value(s, key, item, 1, &text);
		add_part(parts, &n, name != NULL ? name : "", &text);
	}
	for (i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		for (const char *const *k = blocks[i].keys; *k != NULL; k++)
			write_value(s, *k, json_object_get(why, *k), 1, &text);
		add_part(parts, &n, blocks[i].name, &text);
	}
	strbuf_fini(&text);
	return n;
}

void
receipt_desk_why(struct session *s, const char *receipt)
{
	struct why_part *parts;
	struct err_note note;
	json_t *why = NULL;
	size_t n;
	enum err err = session_read(s, &note);

	if (err == ERR_OK) {
		err = sale_explain(s->st, receipt, &why, &note);
		session_done(s);
	}
	if (err != ERR_OK) {
		app_error_note(s->app, &note);
		return;
	}
	parts = xcalloc(PARTS_MAX, sizeof *parts);
	n = make_parts(s, why, parts);
	why_run(s, parts, n, 0);
	for (size_t i = 0; i < n; i++)
		free(parts[i].text);
	free(parts);
	json_decref(why);
}

bool
receipt_desk_run(struct session *s, const char *receipt)
{
	struct menu_item items[8];
	const struct op_form *f;
	struct err_note note;
	size_t n = 0;
	int picked;

	items[n++] = (struct menu_item) { "", _("Why these figures?"), "", DO_WHY };
	items[n++] = (struct menu_item) { "", _("Gift receipt"), "", DO_GIFT };
	if (session_may(s, "sale", VERB_ADD))
		items[n++] = (struct menu_item) { "", _("Return or exchange lines"), "", DO_RETURN };
	for (size_t i = 0; (f = op_form_at(i)) != NULL && n < 8; i++)
		if (strcmp(f->subject, "receipt") == 0 && op_form_may(s, f))
			items[n++] = (struct menu_item) { "", _(f->title), "", (int)i };
	picked = menu_run(s->app, receipt, items, n);
	if (picked == DO_WHY) {
		receipt_desk_why(s, receipt);
		return false;
	}
	if (picked == DO_GIFT) {
		receipts_gift(s, receipt);
		return false;
	}
	if (picked == DO_RETURN) {
		if (returns_open(s, receipt, &note) == ERR_OK)
			return true;
		app_error_note(s->app, &note);
		return false;
	}
	f = picked >= 0 ? op_form_at((size_t)picked) : NULL;
	return f != NULL && op_form_run(s, f, receipt, receipt, NULL);
}
