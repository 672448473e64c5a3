#include "config.h"

#include "screens/places.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/query.h"
#include "ui/menu.h"

static enum err
read_tills(struct session *s, struct place **out, size_t *n, struct err_note *note)
{
	struct db_stmt *q = store_query(s->st, "place_tills",
	    DB_ARGS(DB_ID("store", actor_store_id(s->a))), note);
	enum db_step step;
	size_t cap = 0;

	if (!q)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		struct place *p;

		*out = xgrow(*out, &cap, *n + 1, sizeof **out);
		p = &(*out)[(*n)++];
		str_copy(p->code, sizeof p->code, db_text(q, 0));
		str_copy(p->name, sizeof p->name, db_text(q, 1));
		str_copy(p->store, sizeof p->store, db_text(q, 2));
		str_copy(p->store_name, sizeof p->store_name, db_text(q, 3));
		str_copy(p->route, sizeof p->route, db_text(q, 4));
		str_copy(p->printer, sizeof p->printer, db_text(q, 5));
		p->paper_cols = (int)db_int(q, 6);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
places_list(struct session *s, struct place **out, size_t *n, struct err_note *note)
{
	enum err err;

	*out = NULL;
	*n = 0;
	err = session_read(s, note);
	if (err != ERR_OK)
		return err;
	err = read_tills(s, out, n, note);
	session_done(s);
	if (err != ERR_OK) {
		free(*out);
		*out = NULL;
		*n = 0;
	}
	return err;
}

static int
pick(struct session *s, const struct place *p, size_t n)
{
	struct menu_item *items = xcalloc(n, sizeof *items);
	char **labels = xcalloc(n, sizeof *labels);
	int at;

	for (size_t i = 0; i < n; i++) {
		labels[i] = xasprintf("%s, %s", p[i].name, p[i].store_name);
		items[i] = (struct menu_item) { .code = p[i].code, .label = labels[i],
			.note = "", .value = (int)i };
	}
	at = menu_run(s->app, _("At which till do you work?"), items, n);
	for (size_t i = 0; i < n; i++)
		free(labels[i]);
	free(labels);
	free(items);
	return at;
}

static enum err
take(struct session *s, const struct place *p, struct err_note *note)
{
	enum err err = ERR_OK;

	if (!str_eq(actor_store_code(s->a), p->store)) {
		err = session_read(s, note);
		if (err == ERR_OK) {
			err = actor_set_store(s->st, s->a, p->store, note);
			session_done(s);
		}
	}
	if (err == ERR_OK) {
		str_copy(s->till, sizeof s->till, p->code);
		session_show_place(s);
	}
	return err;
}

enum err
places_choose(struct session *s, struct err_note *note)
{
	struct place *p;
	size_t n;
	enum err err;
	int at = 0;

	if (s->till[0])
		return ERR_OK;
	err = places_list(s, &p, &n, note);
	if (err != ERR_OK)
		return err;
	if (n == 0)
		err = err_set(note, ERR_NOTFOUND, "till",
		    _("There is no till yet. Make one under Setup, Tills."));
	else if (n > 1)
		at = pick(s, p, n);
	if (err == ERR_OK && at < 0)
		err = err_set(note, ERR_CANCELLED, "", _("No till was chosen."));
	if (err == ERR_OK)
		err = take(s, &p[at], note);
	free(p);
	return err;
}

enum err
places_current(struct session *s, struct place *out, struct err_note *note)
{
	struct place *p;
	size_t n;
	enum err err = places_list(s, &p, &n, note);

	if (err != ERR_OK)
		return err;
	err = ERR_NOTFOUND;
	for (size_t i = 0; i < n && err != ERR_OK; i++) {
		if (!str_eq(p[i].code, s->till))
			continue;
		*out = p[i];
		err = ERR_OK;
	}
	free(p);
	return err == ERR_OK ? err
	    : err_set(note, err, "till", _("No till was chosen."));
}
