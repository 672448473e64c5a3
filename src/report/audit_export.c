#include "report/audit_export.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/mem.h"
#include "report/write_csv.h"
#include "store/actor.h"

#define PAGE 200

static const struct csv_style style = { ',', false };

const char *
audit_value(const json_t *pair, size_t side, char buf[32])
{
	const json_t *v = json_array_get(pair, side);

	if (json_is_integer(v)) {
		snprintf(buf, 32, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
		return buf;
	}
	return json_is_string(v) ? json_string_value(v) : json_is_true(v) ? "true" :
	    json_is_false(v) ? "false" : "";
}

static void
line(FILE *f, const char *const cells[12], bool is_head)
{
	for (size_t i = 0; i < 12; i++)
		csv_write_cell(f, &style, i == 0, cells[i], i == 0 && !is_head);
	csv_write_end_row(f, &style);
}

static void
item(FILE *f, const struct audit_item *it, json_t *changes)
{
	char seq[24], at[40], b[2][32];
	const char *cells[12] = { seq, instant_iso(it->at, at, sizeof(at)), it->user, it->function,
		it->action, it->entity, it->code, it->reason, it->request, "", "", "" };
	json_t *pair;

	snprintf(seq, sizeof(seq), "%" PRId64, it->seq);
	if (json_object_size(changes) == 0)
		line(f, cells, false);
	json_object_foreach(changes, cells[9], pair) {
		cells[10] = audit_value(pair, 0, b[0]);
		cells[11] = audit_value(pair, 1, b[1]);
		line(f, cells, false);
	}
}

static enum err
walk(struct store *st, const struct audit_filter *f, FILE *out, bool (*stop)(void *arg),
    int64_t *rows, struct err_note *note)
{
	struct audit_item *page = xcalloc(PAGE, sizeof(*page));
	int64_t anchor = 0;
	int n = PAGE;
	enum err e = ERR_OK;

	while (e == ERR_OK && n == PAGE && (stop == NULL || !stop(NULL))) {
		e = audit_page(st, f, anchor, false, PAGE, page, &n, note);
		for (int i = 0; e == ERR_OK && i < n; i++) {
			json_t *changes = NULL;

			e = audit_changes(st, &page[i], &changes, note);
			if (e == ERR_OK)
				item(out, &page[i], changes);
			json_decref(changes);
			anchor = page[i].seq;
			(*rows)++;
		}
	}
	free(page);
	return e;
}

static enum err
note_it(struct store *st, struct actor *a, int64_t rows, struct err_note *note)
{
	json_t *changes = json_pack("{s:[n,I]}", "rows", (json_int_t)rows);
	enum err e = store_begin(st, a, true, note);

	if (e == ERR_OK) {
		e = access_need(st, "audit", VERB_EXPORT, note);
		if (e == ERR_OK)
			e = audit_write(st, &(struct audit_entry){ .function = "audit", .action = "export",
			    .entity = "", .row_code = "", .reason = "", .request = "", .changes = changes },
			    note);
		if (e == ERR_OK)
			e = store_commit(st, note);
		else
			store_rollback(st);
	}
	json_decref(changes);
	return e;
}

enum err
audit_export(struct store *st, struct actor *a, const struct audit_filter *f, FILE *out,
    bool (*stop)(void *arg), int64_t *rows, struct err_note *note)
{
	static const char *const heads[12] = { "row", "at", "user", "function", "action", "entity",
		"code", "reason", "request", "field", "before", "after" };
	enum err e = store_begin(st, a, false, note);

	*rows = 0;
	if (e != ERR_OK)
		return e;
	e = access_need(st, "audit", VERB_EXPORT, note);
	if (e == ERR_OK) {
		csv_write_begin(out, &style);
		line(out, heads, true);
		e = walk(st, f, out, stop, rows, note);
	}
	if (e == ERR_OK)
		e = store_commit(st, note);
	else
		store_rollback(st);
	return e == ERR_OK ? note_it(st, a, *rows, note) : e;
}
