#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/app.h"
#include "ui/list_int.h"

#define IDS_AT_ONCE 500

bool
list_take(struct list *l, struct app *app, const struct ui_event *ev, bool *open)
{
	enum list_result r = list_event(l, ev);

	*open = r == LIST_OPEN;
	if (r == LIST_FAILED)
		app_error_note(app, list_note(l));
	return r != LIST_PASS;
}

/* Every row of the filter, past what is loaded. */
static enum err
all_ids(struct list *l, size_t cap, int64_t **ids, size_t *n, struct err_note *note)
{
	struct list_request rq = { .find = edit_text(&l->find), .limit = IDS_AT_ONCE };
	char *anchor = NULL;
	size_t room = 0;
	bool more = true;
	enum err err = ERR_OK;

	while (err == ERR_OK && more) {
		struct list_page page = { .ncols = l->ncols };

		rq.anchor = anchor;
		err = l->source->fetch(l->ctx, &rq, &page, note);
		more = err == ERR_OK && page.n == IDS_AT_ONCE;
		if (err == ERR_OK && *n + page.n > cap)
			err = err_set(note, ERR_LIMIT, "",
			    _("More than %zu rows: search for fewer first."), cap);
		for (size_t i = 0; err == ERR_OK && i < page.n; i++) {
			*ids = xgrow(*ids, &room, *n + 1, sizeof **ids);
			(*ids)[(*n)++] = page.rows[i].id;
		}
		free(anchor);
		anchor = more && page.n > 0 ? xstrdup(page.rows[page.n - 1].key) : NULL;
		list_page_fini(&page);
	}
	free(anchor);
	return err;
}

enum err
list_marked_ids(struct list *l, size_t cap, int64_t **ids, size_t *n, struct err_note *note)
{
	enum err err;

	*ids = NULL;
	*n = 0;
	if (!l->mark_all) {
		if (l->nmarks == 0)
			return ERR_OK;
		*n = l->nmarks;
		*ids = xcalloc(*n, sizeof **ids);
		memcpy(*ids, l->marks, *n * sizeof **ids);
		return ERR_OK;
	}
	err = all_ids(l, cap, ids, n, note);
	if (err != ERR_OK) {
		free(*ids);
		*ids = NULL;
		*n = 0;
	}
	return err;
}
