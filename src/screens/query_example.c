#include "config.h"

#include "screens/query_example.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "report/query_days.h"
#include "report/query_kept.h"
#include "report/query_path.h"
#include "screens/queries.h"
#include "screens/records.h"
#include "store/record_store.h"
#include "ui/dialog.h"

/* One term as a condition: what the user's language wrote, kept for every language. */
static enum err
add_cond(struct session *s, const struct query_sources *all, struct query_def *d,
    const struct query_term *term, bool is_or, struct err_note *note)
{
	const struct query_source *base = query_source_find(all, d->about);
	struct query_path p;
	struct query_type t;
	char *kept = NULL;
	enum err err;

	if (d->nconds == QUERY_CONDS_MAX)
		return err_set(note, ERR_LIMIT, "", _("At most %d conditions."), QUERY_CONDS_MAX);
	if (base == NULL)
		return err_set(note, ERR_NOTFOUND, "", _("There is no \"%s\" here."), d->about);
	err = query_path_read(s->st, all, base, term->field->name, &p, note);
	if (err == ERR_OK)
		err = query_type_of(&p, DO_SHOW, &t, note);
	if (err == ERR_OK)
		err = query_text_keep(&t.as, &s->format, clock_today(), term->text, &kept, note);
	if (err == ERR_OK && strlen(kept) > QUERY_TEXT_MAX)
		err = err_set(note, ERR_LIMIT, "is", _("The condition is too long."));
	if (err == ERR_OK)
		d->cond[d->nconds++] = (struct query_cond){
			.field = arena_strdup(&d->arena, term->field->name),
			.is = arena_strdup(&d->arena, kept), .ask = "", .is_or = is_or,
		};
	free(kept);
	return err;
}

/* The columns of the list, as far as a question may have them. */
static void
add_columns(struct session *s, const struct query_sources *all, struct query_def *d,
    const struct entity *e)
{
	const struct query_source *base = query_source_find(all, d->about);

	for (size_t i = 0; i < e->ncolumns && d->ncolumns < QUERY_COLUMNS_MAX; i++) {
		const char *name = e->columns[i].field->name;
		struct query_path p;

		if (query_path_read(s->st, all, base, name, &p, NULL) == ERR_OK)
			d->column[d->ncolumns++] = (struct query_column){
				.field = arena_strdup(&d->arena, name), .label = "",
			};
	}
}

/* The question of the terms, asked once: what cannot be asked is not kept. */
static enum err
make(struct session *s, const struct entity *e, const struct query_term *terms, size_t nterms,
    struct query_def *d, struct err_note *note)
{
	struct query_sources all;
	int64_t *ids = NULL;
	size_t n;
	bool is_or = false, more;
	enum err err = session_read(s, note);

	if (err != ERR_OK)
		return err;
	err = query_own_need(s->st, note);
	if (err == ERR_OK)
		err = query_sources_load(s->st, &all, note);
	if (err != ERR_OK) {
		session_done(s);
		return err;
	}
	for (size_t i = 0; i < nterms && err == ERR_OK; i++) {
		if (terms[i].field != NULL)
			err = add_cond(s, &all, d, &terms[i], is_or, note);
		is_or = terms[i].field == NULL;
	}
	if (err == ERR_OK) {
		add_columns(s, &all, d, e);
		err = query_ids(s->st, &all, d, NULL, 1, &ids, &n, &more, note);
	}
	if (err == ERR_OK)
		free(ids);
	query_sources_fini(&all);
	session_done(s);
	return err;
}

static bool
ask_name(struct app *app, const struct entity *e, char *name, size_t nsize, char *code, size_t csize)
{
	char prompt[96];

	name[0] = '\0';
	if (!dialog_prompt(app, _("Save this question"), _("Name"), false, name, nsize) || name[0] == '\0')
		return false;
	queries_code_of(name, code, csize);
	snprintf(prompt, sizeof prompt, _("Code, for Go: %s.CODE"), e->code);
	return dialog_prompt(app, _("Save this question"), prompt, false, code, csize) && code[0] != '\0';
}

/* Another question of that code is not written over. */
static enum err
keep_new(struct session *s, const char *code, const char *name, const struct query_def *d,
    struct err_note *note)
{
	const struct entity *kept = model_entity(store_model(s->st), "query");
	int64_t id;
	enum err err = session_write(s, note);

	if (err != ERR_OK)
		return err;
	err = record_id(s->st, kept, code, &id, note);
	if (err == ERR_OK)
		err = err_set(note, ERR_CONFLICT, "code", _("There is a saved query \"%s\" already."), code);
	else if (err == ERR_NOTFOUND)
		err = query_kept_save(s->st, code, name, d, note);
	return session_end(s, err, note);
}

void
query_example_keep(void *ctx, struct app *app, const struct entity *e,
    const struct query_term *terms, size_t nterms)
{
	struct session *s = ctx;
	struct query_def d;
	struct err_note note = { 0 };
	char name[128], code[24] = "";
	enum err err;

	query_def_init(&d, e->name);
	err = make(s, e, terms, nterms, &d, &note);
	if (err == ERR_OK && ask_name(app, e, name, sizeof name, code, sizeof code)) {
		d.title = arena_strdup(&d.arena, name);
		err = keep_new(s, code, name, &d, &note);
		if (err == ERR_OK)
			app_message(app, _("Kept. Go (F9) opens it by: %s.%s"), e->code, code);
	}
	if (err != ERR_OK)
		app_error_note(app, &note);
	query_def_fini(&d);
}

enum err
query_example_open(struct session *s, enum go_mode mode, const struct entity *e, const char *code,
    struct err_note *note)
{
	struct query_def d;
	char find[80];
	enum err err = session_read(s, note);

	if (err != ERR_OK)
		return err;
	err = query_kept_load(s->st, code, &d, note);
	session_done(s);
	if (err != ERR_OK)
		return err;
	if (!str_eq(d.about, e->name))
		err = err_set(note, ERR_INVALID, "query", _("\"%s\" is about something else: %s."), code, d.about);
	query_def_fini(&d);
	snprintf(find, sizeof find, "@%s", code);
	return err != ERR_OK ? err : records_open_list(s, mode, e->name, find, note);
}
