/* quen check: the texts that quotations and orders are printed by. */
#include "cli/check.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "domain/template.h"
#include "store/query.h"

static void
check_body(struct check *k, const char *name, const char *body)
{
	struct template *t = xcalloc(1, sizeof *t);
	struct err_note note = { 0 };
	int line;

	if (template_read_at(body, t, &line, &note) != ERR_OK)
		line > 0 ? check_bad(k, NULL, 0, "%s:%d: %s", name, line, note.text) :
		    check_bad(k, NULL, 0, "%s: %s", name, note.text);
	template_fini(t);
	free(t);
}

static void
check_shipped(struct check *k)
{
	static const char *const kinds[] = { "quotation", "order" }, *const langs[] = { "en", "vi", "zh_CN" };

	for (size_t i = 0; i < 6; i++) {
		struct err_note note = { 0 };
		char name[64], *body;

		snprintf(name, sizeof name, "%s_%s.txt", kinds[i / 3], langs[i % 3]);
		if (template_shipped(k->st, kinds[i / 3], langs[i % 3], &body, &note) != ERR_OK)
			check_bad(k, NULL, 0, "%s", note.text);
		else
			check_body(k, name, body);
		free(body);
	}
}

void
check_templates(struct check *k)
{
	struct err_note note = { 0 };
	struct db_stmt *q;

	check_shipped(k);
	if (store_begin(k->st, k->a, false, &note) != ERR_OK) {
		check_bad(k, NULL, 0, "%s", note.text);
		return;
	}
	q = store_query(k->st, "offer.templates", DB_NO_ARGS, &note);
	while (q != NULL && db_step(q, &note) == DB_ROW) {
		char *name = xasprintf(_("template %s"), db_text(q, 0));

		check_body(k, name, db_text(q, 2));
		free(name);
	}
	db_reset(q);
	store_rollback(k->st);
}
