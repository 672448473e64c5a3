#include "ui/app.h"
#include "ui/list.h"

bool
list_take(struct list *l, struct app *app, const struct ui_event *ev, bool *open)
{
	enum list_result r = list_event(l, ev);

	*open = r == LIST_OPEN;
	if (r == LIST_FAILED)
		app_error_note(app, list_note(l));
	return r != LIST_PASS;
}
