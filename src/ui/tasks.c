#include "ui/app_int.h"

#include "base/i18n.h"
#include "ui/menu.h"

#define NEW_TASK 100

void
tasks_run(struct app *app)
{
	struct menu_item items[TASK_MAX + 1];
	size_t n = 0, i;
	int picked;

	for (i = 0; i < app->ntasks; i++) {
		const struct task *t = &app->tasks[i];
		const struct screen *s = t->stack[t->depth - 1];
		bool changed;

		(void)app_task_title(app, i, &changed);
		items[n++] = (struct menu_item){
			.code = s->code, .label = s->title,
			.note = i == app->current ? _("here") : changed ? "*" : "",
			.value = (int)i,
		};
	}
	if (app->ntasks < TASK_MAX)
		items[n++] = (struct menu_item){
			.code = "", .label = _("New task: go to ..."), .note = "+",
			.value = NEW_TASK,
		};
	picked = menu_run(app, _("Tasks"), items, n);
	if (picked == NEW_TASK) {
		go_open(app);
		edit_set(&app->go_edit, "+");
	} else if (picked >= 0 && (size_t)picked < app->ntasks &&
	    (size_t)picked != app->current) {
		struct screen *s;

		app->current = (size_t)picked;
		s = app_top(app);
		if (s != NULL && s->class->resume != NULL)
			s->class->resume(s);
	}
}

void
actions_run(struct app *app)
{
	struct screen *s = app_top(app);
	const struct menu_item *more = NULL;
	size_t nmore = 0;
	int picked;

	if (s->class->more != NULL)
		nmore = s->class->more(s, &more);
	picked = menu_actions(app, screen_context(s), screen_bar(s), more, nmore,
	    s->class->copy != NULL);
	if (picked >= MENU_COPY) {
		clip_run(app, (enum clip_what)(picked - MENU_COPY));
	} else if (picked >= MENU_MORE) {
		if (s->class->run_more != NULL)
			s->class->run_more(s, more[picked - MENU_MORE].value);
	} else if (picked > ACT_NONE) {
		app_act(app, (enum act)picked);
	}
}
