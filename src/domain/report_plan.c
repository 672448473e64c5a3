#include "domain/report_plan.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/actor.h"

#define VALUE_MAX 200
#define FILE_MAX 200

static bool
is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* One NAME=VALUE; the place behind it, or NULL. */
static const char *
read_param(const char *p, char *name, size_t name_size, char *value, size_t value_size)
{
	size_t n = 0;
	bool quoted;

	while (is_name_char(*p) && n + 1 < name_size)
		name[n++] = *p++;
	name[n] = '\0';
	if (n == 0 || *p++ != '=')
		return NULL;
	quoted = *p == '"';
	p += quoted;
	for (n = 0; *p != '\0' && (quoted ? *p != '"' : !isspace((unsigned char)*p)); p++) {
		if (n + 1 >= value_size || (unsigned char)*p < ' ')
			return NULL;
		value[n++] = *p;
	}
	value[n] = '\0';
	if (quoted && *p++ != '"')
		return NULL;
	return *p == '\0' || isspace((unsigned char)*p) ? p : NULL;
}

enum err
plan_params(const char *text,
    enum err (*each)(void *arg, const char *name, const char *value, struct err_note *note),
    void *arg, struct err_note *note)
{
	char name[64], value[VALUE_MAX];
	enum err e = ERR_OK;

	for (const char *p = text; e == ERR_OK; ) {
		const char *at;

		p += strspn(p, " \t\r\n");
		if (*p == '\0')
			break;
		at = p;
		p = read_param(p, name, sizeof name, value, sizeof value);
		if (p == NULL)
			return err_set(note, ERR_INVALID, "params", _("Write NAME=VALUE: %.40s"), at);
		e = each != NULL ? each(arg, name, value, note) : ERR_OK;
	}
	return e;
}

void
plan_param_add(struct strbuf *text, const char *name, const char *value)
{
	bool quoted = value[strcspn(value, " \t")] != '\0';

	strbuf_addf(text, "%s%s=%s%s%s", text->len > 0 ? " " : "", name, quoted ? "\"" : "", value,
	    quoted ? "\"" : "");
}

static day_t
month_day(day_t first, int mday)
{
	day_t last = day_add(day_add_months(first, 1), -1);

	return mday > day_mday(last) ? last : first + mday - 1;
}

int64_t
plan_next(const char *every, int weekday, int mday, int minute, int64_t after)
{
	day_t day = instant_day(after), first = day - day % 100 + 1;
	int64_t at;

	if (strcmp(every, "weekly") == 0)
		day = day_add(day, (weekday - day_weekday(day) + 7) % 7);
	else if (strcmp(every, "monthly") == 0)
		day = month_day(first, mday);
	at = instant_make(day, minute);
	if (at > after)
		return at;
	if (strcmp(every, "weekly") == 0)
		day = day_add(day, 7);
	else if (strcmp(every, "monthly") == 0)
		day = month_day(day_add_months(first, 1), mday);
	else
		day = day_add(day, 1);
	return instant_make(day, minute);
}

/* The text of one {word}, NULL when there is none of that name. */
static const char *
file_word(const char *word, size_t n, const char *report, const char *code, int64_t at, char *buf,
    size_t size)
{
	int minute = instant_minute(at);

	if (n == 6 && strncmp(word, "report", n) == 0)
		return report;
	if (n == 4 && strncmp(word, "code", n) == 0)
		return code;
	if (n == 3 && strncmp(word, "day", n) == 0)
		return day_iso(instant_day(at), buf, size);
	if (n == 5 && strncmp(word, "month", n) == 0) {
		day_iso(instant_day(at), buf, size);
		buf[7] = '\0';
		return buf;
	}
	if (n == 4 && strncmp(word, "time", n) == 0) {
		snprintf(buf, size, "%02d%02d", minute / 60, minute % 60);
		return buf;
	}
	return NULL;
}

char *
plan_file(const char *pattern, const char *report, const char *code, int64_t at, const char *end)
{
	struct strbuf b = { 0 };
	char buf[32];

	for (const char *p = pattern; *p != '\0'; ) {
		size_t n = *p == '{' ? strcspn(p + 1, "}") : 0;
		const char *text = n > 0 && p[n + 1] == '}' ?
		    file_word(p + 1, n, report, code, at, buf, sizeof buf) : NULL;

		if (text != NULL) {
			strbuf_add(&b, text);
			p += n + 2;
		} else {
			/* Separators of folders and signs that a share of Windows refuses. */
			strbuf_add_char(&b, strchr("/\\:*?\"<>|", *p) != NULL || (unsigned char)*p < ' ' ? '_' : *p);
			p++;
		}
	}
	if (b.len == 0 || b.s[0] == '.')
		strbuf_add(&b, report);
	strbuf_addf(&b, ".%s", strcmp(end, "text") == 0 ? "txt" : end);
	if (b.s[0] == '.')
		b.s[0] = '_';
	return strbuf_take(&b);
}

bool
plan_folder_ok(const char *folder)
{
	const char *p = folder;

	if (*p == '\0')
		return true;
	for (;;) {
		size_t n = strcspn(p, "/");

		/* No name that starts with a point: neither "." and ".." nor hidden ones. */
		if (n == 0 || *p == '.')
			return false;
		for (size_t i = 0; i < n; i++)
			if ((unsigned char)p[i] < ' ' || p[i] == '\\')
				return false;
		if (p[n] == '\0')
			return true;
		p += n + 1;
	}
}

/* ---- rules of the rows ---- */

static enum err
report_exists(struct store *st, const char *name, struct err_note *note)
{
	char path[1200];

	for (const char *p = name; *p != '\0'; p++)
		if (!is_name_char(*p) && *p != '-')
			return err_set(note, ERR_INVALID, "report", _("There is no report \"%s\"."), name);
	snprintf(path, sizeof path, "%s/sql/reports/%s.sql", store_paths(st)->site, name);
	if (access(path, R_OK) == 0)
		return ERR_OK;
	snprintf(path, sizeof path, "%s/reports/%s.sql", store_paths(st)->sql, name);
	if (access(path, R_OK) == 0)
		return ERR_OK;
	return err_set(note, ERR_INVALID, "report", _("There is no report \"%s\"."), name);
}

static enum err
asked_ok(struct store *st, const struct record *r, struct err_note *note)
{
	enum err e = report_exists(st, record_text(r, "report"), note);

	return e == ERR_OK ? plan_params(record_text(r, "params"), NULL, NULL, note) : e;
}

enum err
report_set_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	(void)old;
	return r == NULL ? ERR_OK : asked_ok(st, r, note);
}

static enum err
time_ok(struct record *r, struct err_note *note)
{
	const char *every = record_text(r, "every");
	int64_t weekday = record_int(r, "weekday"), mday = record_int(r, "mday");

	if (strcmp(every, "weekly") == 0 && (weekday < 1 || weekday > 7))
		return err_set(note, ERR_INVALID, "weekday", _("1 Monday to 7 Sunday."));
	if (strcmp(every, "monthly") == 0 && (mday < 1 || mday > 31))
		return err_set(note, ERR_INVALID, "mday", _("1 to 31; 31 is always the last day."));
	return ERR_OK;
}

static bool
same_time(const struct record *old, const struct record *r)
{
	return old != NULL && strcmp(record_text(old, "every"), record_text(r, "every")) == 0 &&
	    record_int(old, "weekday") == record_int(r, "weekday") &&
	    record_int(old, "mday") == record_int(r, "mday") &&
	    record_int(old, "minute") == record_int(r, "minute") &&
	    record_int(old, "active") == record_int(r, "active");
}

enum err
report_schedule_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	struct actor *a = store_actor(st);
	enum err e;

	if (r == NULL)
		return ERR_OK;
	e = asked_ok(st, r, note);
	if (e == ERR_OK)
		e = time_ok(r, note);
	if (e != ERR_OK)
		return e;
	if (!plan_folder_ok(record_text(r, "folder")))
		return err_set(note, ERR_INVALID, "folder",
		    _("A folder below the one for reports: sales, or sales/daily."));
	if (record_text(r, "file")[0] == '\0')
		record_set_text(r, "file", "{report}-{day}");
	/* Whoever chooses what and where lends the rights: nobody gets those of another by editing
	 * what was shared. */
	if (actor_id(a) != 0)
		record_set_text(r, "user", actor_code(a));
	if (!same_time(old, r))
		record_set_int(r, "next_at", plan_next(record_text(r, "every"),
		    (int)record_int(r, "weekday"), (int)record_int(r, "mday"),
		    (int)record_int(r, "minute"), clock_now_ms()));
	return ERR_OK;
}
