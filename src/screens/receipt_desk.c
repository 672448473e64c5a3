#include "config.h"

#include "screens/receipt_desk.h"

#include <string.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/sale.h"
#include "screens/op_form.h"
#include "screens/receipts.h"
#include "screens/returns.h"
#include "ui/menu.h"
#include "ui/popups.h"

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

void
receipt_desk_why(struct session *s, const char *receipt)
{
	struct strbuf text = { 0 };
	struct err_note note;
	json_t *why = NULL, *item;
	const char *key;
	enum err err = session_read(s, &note);

	if (err == ERR_OK) {
		err = sale_explain(s->st, receipt, &why, &note);
		session_done(s);
	}
	if (err != ERR_OK) {
		app_error_note(s->app, &note);
		return;
	}
	json_object_foreach(why, key, item)
		write_value(s, key, item, 0, &text);
	viewer_run(s->app, _("Why?"), strbuf_str(&text), true, NULL);
	strbuf_fini(&text);
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
