#include "store/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/store_internal.h"

static enum err
read_series(struct store *st, const char *name, struct number_series *s, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "number_read", DB_ARGS(DB_TEXT("name", name)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		str_copy(s->name, sizeof(s->name), name);
		s->next = db_int(q, 0);
		str_copy(s->prefix, sizeof(s->prefix), db_text(q, 1));
		s->digits = (int)db_int(q, 2);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK : ERR_NOTFOUND;
}

static enum err
step(struct store *st, const char *name, const struct number_series *s, int64_t *changed,
    struct err_note *note)
{
	return store_run(st, "number_step", DB_ARGS(DB_TEXT("name", name),
	    DB_INT("next", s->next)), changed, note);
}

/* The series that gave the last number is read again only when it is not where we left it. */
static enum err
take(struct store *st, const char *name, struct number_series *s, struct err_note *note)
{
	struct number_series *k = &st->known.series;
	int64_t changed = 0;
	enum err e = ERR_OK;

	*s = *k;
	k->name[0] = '\0';
	if (strcmp(s->name, name) == 0)
		e = step(st, name, s, &changed, note);
	if (e == ERR_OK && changed != 1)
		e = read_series(st, name, s, note);
	if (e == ERR_NOTFOUND) {
		e = store_run(st, "number_series_add", DB_ARGS(DB_TEXT("name", name),
		    DB_TEXT("prefix", ""), DB_INT("digits", 6)), NULL, note);
		if (e == ERR_OK)
			e = read_series(st, name, s, note);
	}
	if (e == ERR_OK && changed != 1)
		e = step(st, name, s, &changed, note);
	if (e == ERR_OK && changed != 1)
		return err_set(note, ERR_BUSY, "", "%s", err_text(ERR_BUSY));
	if (e == ERR_OK) {
		*k = *s;
		k->next++;
	}
	return e;
}

enum err
number_next(struct store *st, const char *series, int64_t *n, struct err_note *note)
{
	struct number_series s;
	enum err e = take(st, series, &s, note);

	if (e == ERR_OK)
		*n = s.next;
	return e;
}

enum err
number_after(struct store *st, const char *series, const char *query, const struct db_arg *args,
    int64_t *n, struct err_note *note)
{
	struct number_series *k = &st->known.series;
	int64_t largest = 0;

	if (strcmp(k->name, series) != 0) {
		enum err e = store_get_int(st, query, args, &largest, note);

		if (e != ERR_OK)
			return e;
		*k = (struct number_series){ .next = largest + 1 };
		str_copy(k->name, sizeof k->name, series);
	}
	*n = k->next++;
	return ERR_OK;
}

enum err
number_next_code(struct store *st, const char *series, char *buf, size_t size,
    struct err_note *note)
{
	struct number_series s;
	enum err e = take(st, series, &s, note);

	if (e == ERR_OK)
		snprintf(buf, size, "%s%0*" PRId64, s.prefix, s.digits, s.next);
	return e;
}

enum err
number_list(struct store *st, struct number_series *s, size_t *n, struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step = DB_DONE;
	size_t room = *n;
	enum err e = access_need(st, "setting", VERB_VIEW, note);

	*n = 0;
	if (e != ERR_OK)
		return e;
	q = store_query(st, "number_list", DB_NO_ARGS, note);
	if (q == NULL)
		return db_why(note);
	while (*n < room && (step = db_step(q, note)) == DB_ROW) {
		s[*n] = (struct number_series){ .digits = (int)db_int(q, 2), .next = db_int(q, 3) };
		str_copy(s[*n].name, sizeof s->name, db_text(q, 0));
		str_copy(s[(*n)++].prefix, sizeof s->prefix, db_text(q, 1));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
check_series(const struct number_series *old, const struct number_series *s, struct err_note *note)
{
	if (s->digits < 1 || s->digits > 12)
		return err_set(note, ERR_INVALID, "digits", _("Digits: from 1 to 12."));
	if (s->next < old->next)
		return err_set(note, ERR_INVALID, "next",
		    _("The next number only goes up: %" PRId64 " or more."), old->next);
	for (const char *p = s->prefix; *p != '\0'; p++) {
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./", *p) == NULL)
			return err_set(note, ERR_INVALID, "prefix",
			    _("Letters without marks, digits and - _ . / only."));
	}
	return ERR_OK;
}

enum err
number_set(struct store *st, const struct number_series *s, struct err_note *note)
{
	struct number_series old;
	json_t *changes;
	enum err e = access_need(st, "setting", VERB_EDIT, note);

	if (e == ERR_OK)
		e = read_series(st, s->name, &old, note);
	if (e == ERR_OK)
		e = check_series(&old, s, note);
	if (e == ERR_OK)
		e = store_run(st, "number_put", DB_ARGS(DB_TEXT("name", s->name),
		    DB_TEXT("prefix", s->prefix), DB_INT("digits", s->digits),
		    DB_INT("next", s->next)), NULL, note);
	if (e != ERR_OK)
		return e;
	st->known.series.name[0] = '\0';
	changes = json_pack("{s:[s,s],s:[i,i],s:[I,I]}", "prefix", old.prefix, s->prefix,
	    "digits", old.digits, s->digits, "next", (json_int_t)old.next, (json_int_t)s->next);
	e = audit_write(st, &(struct audit_entry){ .function = "setting", .action = "series",
	    .entity = "number_series", .row_code = s->name, .changes = changes }, note);
	json_decref(changes);
	return e;
}
