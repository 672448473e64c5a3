/* A question that was made and not kept (rule T1). A new one has a draft of its own, so that two of
 * them do not meet; of a kept one it is offered when that is opened again. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "screens/cell_draft.h"
#include "screens/queries.h"
#include "screens/query_edit_int.h"
#include "ui/dialog.h"

void
query_draft_name(struct query_edit *x)
{
	if (x->code[0] != '\0')
		snprintf(x->draft, sizeof(x->draft), "query:%s", x->code);
	else
		snprintf(x->draft, sizeof(x->draft), "query:*%" PRId64, clock_now_ms());
}

bool
query_edit_has_changes(const struct query_edit *x)
{
	return x->is_dirty || grid_is_editing(x->grid[x->page]);
}

void
query_draft_drop(struct query_edit *x)
{
	struct err_note note = { 0 };
	enum err e;

	if (!x->has_draft)
		return;
	x->has_draft = false;
	e = draft_drop(x->s->st, x->s->a, x->draft, &note);
	if (e != ERR_OK && e != ERR_NOTFOUND)
		app_error_note(x->s->app, &note);
}

void
query_draft_keep(struct screen *sc)
{
	struct query_edit *x = sc->data;
	struct err_note note = { 0 };
	json_t *body;
	char *text;

	if (!query_edit_has_changes(x)) {
		query_draft_drop(x);
		return;
	}
	body = json_pack("{s:s, s:o, s:i}", "code", x->code, "query", query_def_to_json(&x->d), "page", x->page);
	cell_draft_put(body, x->grid[x->page]);
	text = json_text(body);
	if (draft_save(x->s->st, x->s->a, x->draft, sc->title, text, &note) != ERR_OK)
		app_error_note(sc->app, &note);
	else
		x->has_draft = true;
	free(text);
	json_decref(body);
}

bool
query_draft_read(const struct draft *draft, char *code, size_t size, struct query_def *d)
{
	const char *kept;
	json_t *body = NULL;
	bool ok = false;

	if (json_parse_object(draft->body, strlen(draft->body), &body, NULL) != ERR_OK)
		return false;
	kept = json_string_value(json_object_get(body, "code"));
	str_copy(code, size, kept != NULL ? kept : "");
	ok = query_def_from_json(d, json_object_get(body, "query"), NULL) == ERR_OK;
	if (!ok)
		query_def_fini(d);
	json_decref(body);
	return ok;
}

/* The question is there already: the page and the cell that was open. */
static void
take_rest(struct query_edit *x, const char *text)
{
	json_t *body = NULL;

	if (json_parse_object(text, strlen(text), &body, NULL) == ERR_OK) {
		x->page = json_integer_value(json_object_get(body, "page")) == 1;
		x->is_dirty = x->has_draft = true;
		query_edit_look(x);
		(void)cell_draft_take(x->grid[x->page], body);
	}
	json_decref(body);
}

void
query_draft_take(struct query_edit *x, const struct draft *draft)
{
	str_copy(x->draft, sizeof(x->draft), draft->key);
	take_rest(x, draft->body);
}

void
query_draft_offer(struct query_edit *x)
{
	const char *const answers[] = { _("Take up"), _("Drop") };
	struct draft draft = { .body = NULL };
	struct query_def d;
	char code[24];

	if (x->code[0] == '\0' || draft_load(x->s->st, x->s->a, x->draft, &draft.body, NULL) != ERR_OK ||
	    draft.body == NULL)
		return;
	x->has_draft = true;
	if (dialog_choose(x->s->app, _("Draft"), _("This question was changed before and not kept."),
	    answers, 2, 0) == 1) {
		query_draft_drop(x);
	} else if (query_draft_read(&draft, code, sizeof(code), &d)) {
		query_def_fini(&x->d);
		x->d = d;
		take_rest(x, draft.body);
	}
	free(draft.body);
}
