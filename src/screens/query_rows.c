/* The two grids of a question: its columns, its conditions. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "screens/queries.h"
#include "screens/query_edit_int.h"
#include "ui/dialog.h"

enum { COL_FIELD, COL_WHAT, COL_SORT, COL_LABEL };

static void
changed(struct query_edit *x)
{
	x->is_dirty = true;
	query_edit_look(x);
}

/* ---- parts that both have ---- */

/* A name of a field, as JSON has it; what is shown for it stands for it, too. */
static enum err
set_field(struct query_edit *x, const char *text, const char *shown, const char **field,
    struct err_note *note)
{
	const struct query_source *base = query_source_find(&x->all, x->d.about);
	struct query_path p;
	enum err err;

	if (shown != NULL && strcmp(shown, text) == 0)
		return ERR_OK;
	if (strlen(text) > QUERY_TEXT_MAX || base == NULL)
		return err_set(note, ERR_INVALID, "field", _("F4 picks a field."));
	err = session_read(x->s, note);
	if (err != ERR_OK)
		return err;
	err = query_path_read(x->s->st, &x->all, base, text, &p, note);
	session_done(x->s);
	if (err == ERR_OK)
		*field = arena_strdup(&x->d.arena, text);
	return err;
}

/* "sum" or what the user's language calls it. */
static enum err
set_what(const char *text, enum query_do *what, struct err_note *note)
{
	char *want = utf8_fold(text);
	bool found = want[0] == '\0' || query_do_find(want, what);

	if (want[0] == '\0')
		*what = DO_SHOW;
	for (int d = DO_SHOW; !found && d <= DO_AVERAGE; d++) {
		char *label = utf8_fold(query_do_label((enum query_do)d));

		if (str_starts(label, want)) {
			*what = (enum query_do)d;
			found = true;
		}
		free(label);
	}
	free(want);
	return found ? ERR_OK : err_set(note, ERR_INVALID, "do", _("F4 shows what can be done."));
}

/* What can be done to the field, to choose from. */
static bool
pick_what(struct query_edit *x, const char *field, char **text)
{
	const struct query_source *base = query_source_find(&x->all, x->d.about);
	struct menu_item items[DO_AVERAGE + 1];
	struct query_path p;
	struct query_type t;
	size_t n = 0;
	int picked;
	struct err_note note;

	if (session_read(x->s, &note) != ERR_OK)
		return false;
	if (base != NULL && query_path_read(x->s->st, &x->all, base, field, &p, &note) == ERR_OK &&
	    query_type_of(&p, DO_SHOW, &t, &note) == ERR_OK)
		for (int d = DO_SHOW; d <= DO_AVERAGE; d++)
			if (query_type_can(&t, (enum query_do)d))
				items[n++] = (struct menu_item) { "", query_do_label((enum query_do)d), "", d };
	session_done(x->s);
	picked = n > 0 ? menu_run(x->s->app, _("What of it?"), items, n) : -1;
	if (picked < 0)
		return false;
	*text = xstrdup(query_do_name((enum query_do)picked));
	return true;
}

static bool
pick_field(struct query_edit *x, bool plain_rel, char **text)
{
	char path[QUERY_TEXT_MAX + 1];

	if (!query_pick(x->s, &x->all, x->d.about, plain_rel, path, sizeof(path)))
		return false;
	*text = xstrdup(path);
	return true;
}

/* ---- columns ---- */

static size_t
col_rows(void *ctx)
{
	return ((struct query_edit *)ctx)->d.ncolumns;
}

static void
col_cell(void *ctx, size_t row, size_t col, char *buf, size_t size)
{
	const struct query_edit *x = ctx;
	const struct query_column *c = &x->d.column[row];

	switch (col) {
	case COL_FIELD:
		str_copy(buf, size, str_empty(x->col_label[row]) ? c->field : x->col_label[row]);
		break;
	case COL_WHAT:
		if (c->what != DO_SHOW)
			str_copy(buf, size, query_do_label(c->what));
		break;
	case COL_SORT:
		if (c->sort != 0)
			snprintf(buf, size, "%d", c->sort);
		break;
	default:
		str_copy(buf, size, c->label);
	}
}

static enum err
new_column(struct query_edit *x, const char *text, struct err_note *note)
{
	const char *field = NULL;
	enum err err;

	if (x->d.ncolumns == QUERY_COLUMNS_MAX)
		return err_set(note, ERR_LIMIT, "columns", _("At most %d columns."), QUERY_COLUMNS_MAX);
	err = set_field(x, text, NULL, &field, note);
	if (err == ERR_OK)
		x->d.column[x->d.ncolumns++] = (struct query_column) { .field = field, .label = "" };
	return err;
}

static enum err
set_sort(struct query_column *c, const char *text, struct err_note *note)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*end != '\0' || n < -QUERY_COLUMNS_MAX || n > QUERY_COLUMNS_MAX)
		return err_set(note, ERR_INVALID, "sort", _("1 for the first, 2 for the next, -1 falling."));
	c->sort = (int)n;
	return ERR_OK;
}

static enum err
col_set(void *ctx, size_t row, size_t col, const char *text, struct err_note *note)
{
	struct query_edit *x = ctx;
	struct query_column *c = &x->d.column[row];
	enum err err = ERR_OK;

	if (row >= x->d.ncolumns) {
		if (text[0] == '\0')
			return ERR_OK;
		if (col != COL_FIELD)
			return err_set(note, ERR_INVALID, "field", _("Choose the field first."));
		err = new_column(x, text, note);
	} else if (col == COL_FIELD) {
		err = text[0] == '\0' ? err_set(note, ERR_INVALID, "field", _("Del takes the row away.")) :
		    set_field(x, text, x->col_label[row], &c->field, note);
	} else if (col == COL_WHAT) {
		err = set_what(text, &c->what, note);
	} else if (col == COL_SORT) {
		err = set_sort(c, text, note);
	} else if (strlen(text) > QUERY_TEXT_MAX) {
		err = err_set(note, ERR_LIMIT, "label", _("The heading is too long."));
	} else {
		c->label = arena_strdup(&x->d.arena, text);
	}
	if (err == ERR_OK)
		changed(x);
	return err;
}

static void
col_insert(void *ctx, size_t row)
{
	struct query_edit *x = ctx;

	(void)row;
	grid_go(x->grid[0], x->d.ncolumns, COL_FIELD);
}

static void
col_remove(void *ctx, size_t row)
{
	struct query_edit *x = ctx;

	if (row >= x->d.ncolumns)
		return;
	memmove(&x->d.column[row], &x->d.column[row + 1],
	    (x->d.ncolumns - row - 1) * sizeof(x->d.column[0]));
	x->d.ncolumns--;
	x->d.group = -1;
	changed(x);
}

static bool
col_pick(void *ctx, size_t row, size_t col, const char *typed, char **text)
{
	struct query_edit *x = ctx;

	(void)typed;
	if (col == COL_FIELD)
		return pick_field(x, false, text);
	return col == COL_WHAT && row < x->d.ncolumns && pick_what(x, x->d.column[row].field, text);
}

/* ---- conditions ---- */

static size_t
cond_rows(void *ctx)
{
	return ((struct query_edit *)ctx)->d.nconds;
}

static void
cond_cell(void *ctx, size_t row, size_t col, char *buf, size_t size)
{
	const struct query_edit *x = ctx;
	const struct query_cond *c = &x->d.cond[row];

	switch (col) {
	case COND_OR:
		str_copy(buf, size, row > 0 && c->is_or ? _("or") : "");
		break;
	case COND_FIELD:
		str_copy(buf, size, str_empty(x->cond_label[row]) ? c->field : x->cond_label[row]);
		break;
	case COND_WHAT:
		if (c->what != DO_SHOW)
			str_copy(buf, size, query_do_label(c->what));
		break;
	case COND_IS:
		str_copy(buf, size, x->cond_text[row] != NULL ? x->cond_text[row] : c->is);
		break;
	default:
		str_copy(buf, size, c->ask);
	}
}

/* As the user's language writes it, kept for every language. */
static enum err
set_is(struct query_edit *x, struct query_cond *c, const char *text, struct err_note *note)
{
	const struct query_source *base = query_source_find(&x->all, x->d.about);
	struct query_path p;
	struct query_type t;
	char *kept = NULL;
	enum err err = session_read(x->s, note);

	if (err != ERR_OK)
		return err;
	err = base == NULL ? ERR_NOTFOUND : query_path_read(x->s->st, &x->all, base, c->field, &p, note);
	if (err == ERR_OK)
		err = query_type_of(&p, c->what, &t, note);
	session_done(x->s);
	if (err == ERR_OK)
		err = query_text_keep(&t.as, &x->s->format, clock_today(), text, &kept, note);
	if (err == ERR_OK && strlen(kept) > QUERY_TEXT_MAX)
		err = err_set(note, ERR_LIMIT, "is", _("The condition is too long."));
	if (err == ERR_OK)
		c->is = arena_strdup(&x->d.arena, kept);
	free(kept);
	return err;
}

static enum err
set_ask(struct query_edit *x, struct query_cond *c, const char *text, struct err_note *note)
{
	if (strlen(text) > 30 || text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-")] != '\0')
		return err_set(note, ERR_INVALID, "ask", _("A short name of small letters: region, from."));
	c->ask = arena_strdup(&x->d.arena, text);
	return ERR_OK;
}

static enum err
cond_set(void *ctx, size_t row, size_t col, const char *text, struct err_note *note)
{
	struct query_edit *x = ctx;
	struct query_cond *c = &x->d.cond[row];
	const char *field = NULL;
	enum err err = ERR_OK;

	if (row >= x->d.nconds) {
		if (text[0] == '\0' || col == COND_OR)
			return ERR_OK;
		if (col != COND_FIELD)
			return err_set(note, ERR_INVALID, "field", _("Choose the field first."));
		if (x->d.nconds == QUERY_CONDS_MAX)
			return err_set(note, ERR_LIMIT, "where", _("At most %d conditions."), QUERY_CONDS_MAX);
		err = set_field(x, text, NULL, &field, note);
		if (err == ERR_OK)
			x->d.cond[x->d.nconds++] = (struct query_cond) { .field = field, .is = "", .ask = "" };
	} else if (col == COND_OR) {
		c->is_or = row > 0 && text[0] != '\0';
	} else if (col == COND_FIELD) {
		err = text[0] == '\0' ? err_set(note, ERR_INVALID, "field", _("Del takes the row away.")) :
		    set_field(x, text, x->cond_label[row], &c->field, note);
	} else if (col == COND_WHAT) {
		err = set_what(text, &c->what, note);
	} else if (col == COND_IS) {
		err = set_is(x, c, text, note);
	} else {
		err = set_ask(x, c, text, note);
	}
	if (err == ERR_OK)
		changed(x);
	return err;
}

static void
cond_insert(void *ctx, size_t row)
{
	struct query_edit *x = ctx;

	(void)row;
	grid_go(x->grid[1], x->d.nconds, COND_FIELD);
}

static void
cond_remove(void *ctx, size_t row)
{
	struct query_edit *x = ctx;

	if (row >= x->d.nconds)
		return;
	memmove(&x->d.cond[row], &x->d.cond[row + 1], (x->d.nconds - row - 1) * sizeof(x->d.cond[0]));
	x->d.nconds--;
	changed(x);
}

/* Periods, values of a choice, or codes of what a reference points at. */
static bool
pick_is(struct query_edit *x, const struct query_cond *c, char **text)
{
	const struct query_source *base = query_source_find(&x->all, x->d.about);
	struct menu_item items[40];
	char values[40][40];
	struct query_path p;
	struct query_type t;
	size_t n = 0;
	int picked;
	struct err_note note;
	bool ok;

	if (base == NULL || session_read(x->s, &note) != ERR_OK)
		return false;
	ok = query_path_read(x->s->st, &x->all, base, c->field, &p, &note) == ERR_OK &&
	    query_type_of(&p, c->what, &t, &note) == ERR_OK;
	session_done(x->s);
	if (!ok)
		return false;
	if (t.as.type == FIELD_CHOICE) {
		const char *rest = t.as.choices;

		while (n < 40 && str_next(&rest, ',', values[n], sizeof(values[n]))) {
			items[n] = (struct menu_item) { "", field_choice_label(&t.as, values[n]), values[n], (int)n };
			n++;
		}
	} else {
		for (const struct query_period *q = query_period_table; q->text != NULL && n < 40; q++) {
			bool days = t.as.type == FIELD_DAY || t.as.type == FIELD_INSTANT || t.as.type == FIELD_BIRTH;

			if (!days && q->text[0] != '=' && strcmp(q->text, "<>") != 0)
				continue;
			str_copy(values[n], sizeof(values[n]), q->text);
			items[n] = (struct menu_item) { "", tr(q->title), q->text, (int)n };
			n++;
		}
	}
	picked = menu_run(x->s->app, _("Condition"), items, n);
	if (picked < 0)
		return false;
	*text = xstrdup(values[picked]);
	return true;
}

static bool
cond_pick(void *ctx, size_t row, size_t col, const char *typed, char **text)
{
	struct query_edit *x = ctx;

	(void)typed;
	if (col == COND_FIELD)
		return pick_field(x, true, text);
	if (row >= x->d.nconds)
		return false;
	if (col == COND_WHAT)
		return pick_what(x, x->d.cond[row].field, text);
	return col == COND_IS && pick_is(x, &x->d.cond[row], text);
}

void
query_edit_grids(struct query_edit *x)
{
	static const struct grid_ops col_ops = { .rows = col_rows, .cell = col_cell, .set = col_set,
		.insert = col_insert, .remove = col_remove, .pick = col_pick };
	static const struct grid_ops cond_ops = { .rows = cond_rows, .cell = cond_cell, .set = cond_set,
		.insert = cond_insert, .remove = cond_remove, .pick = cond_pick };
	const struct grid_column cols[] = {
		{ .title = _("Column"), .width = 20, .grow = true, .editable = true },
		{ .title = _("What"), .width = 11, .editable = true },
		{ .title = _("Sort"), .width = 5, .right = true, .editable = true, .allowed = "-0123456789" },
		{ .title = _("Heading"), .width = 16, .editable = true },
	};
	const struct grid_column conds[] = {
		{ .title = _("Field"), .width = 20, .grow = true, .editable = true },
		{ .title = _("What"), .width = 8, .editable = true },
		{ .title = _("Condition"), .width = 14, .editable = true },
		{ .title = _("Ask"), .width = 6, .editable = true },
		{ .title = _("Or"), .width = 3, .editable = true },
	};

	x->grid[0] = grid_new(x->s->app, cols, sizeof(cols) / sizeof(cols[0]), &col_ops, x);
	x->grid[1] = grid_new(x->s->app, conds, sizeof(conds) / sizeof(conds[0]), &cond_ops, x);
}
