#include "config.h"

#include "report/query_days.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define BACK_MAX 400			/* "m-400" */
#define PIECE_MAX 160

const struct query_period query_period_table[] = {
	{ "t", N_("today") }, { "-1", N_("yesterday") }, { "+1", N_("tomorrow") },
	{ "w", N_("this week") }, { "w-1", N_("last week") },
	{ "m", N_("this month") }, { "m-1", N_("last month") },
	{ "q", N_("this quarter") }, { "q-1", N_("last quarter") },
	{ "y", N_("this year") }, { "y-1", N_("last year") },
	{ "-7..t", N_("the last 7 days") }, { "-30..t", N_("the last 30 days") },
	{ "-90..t", N_("the last 90 days") }, { "-365..t", N_("the last 365 days") },
	{ "<-90", N_("more than 90 days ago") }, { "t..+30", N_("the next 30 days") },
	{ "=", N_("is empty") }, { "<>", N_("is filled") },
	{ NULL, NULL }
};

static bool
unit_and_back(const char *s, char *unit, int *back)
{
	*unit = s[0];
	*back = 0;
	if (s[0] == '\0' || strchr("wmqy", s[0]) == NULL)
		return false;
	if (s[1] == '\0')
		return true;
	if (s[1] != '-' || !isdigit((unsigned char)s[2]) || strlen(s) > 5 ||
	    s[2 + strspn(s + 2, "0123456789")] != '\0')
		return false;
	*back = atoi(s + 2);
	return *back <= BACK_MAX;
}

bool
query_days_period(day_t today, const char *text, day_t *from, day_t *to)
{
	day_t first = day_make(day_year(today), day_month(today), 1);
	char unit;
	int back, quarter = (day_month(today) - 1) / 3;

	if (strcmp(text, "t") == 0) {
		*from = *to = today;
		return true;
	}
	if ((text[0] == '-' || text[0] == '+') && isdigit((unsigned char)text[1]) && strlen(text) < 7 &&
	    text[1 + strspn(text + 1, "0123456789")] == '\0') {
		*from = *to = day_add(today, atoi(text));
		return true;
	}
	if (!unit_and_back(text, &unit, &back))
		return false;
	switch (unit) {
	case 'w':
		*from = day_add(today, 1 - day_weekday(today) - 7 * back);
		*to = day_add(*from, 6);
		return true;
	case 'm':
		*from = day_add_months(first, -back);
		*to = day_add(day_add_months(*from, 1), -1);
		return true;
	case 'q':
		first = day_make(day_year(today), 3 * quarter + 1, 1);
		*from = day_add_months(first, -3 * back);
		*to = day_add(day_add_months(*from, 3), -1);
		return true;
	default:
		*from = day_make(day_year(today) - back, 1, 1);
		*to = day_make(day_year(today) - back, 12, 31);
		return true;
	}
}

static bool
is_days(const struct field *f)
{
	return f->type == FIELD_DAY || f->type == FIELD_INSTANT || f->type == FIELD_BIRTH;
}

char *
query_days_words(const struct field *f, day_t today, const char *text)
{
	const char *s = text + strspn(text, " ");
	char *word = xstrdup(s[0] == '!' ? s + 1 : s), *out = NULL;
	day_t from, to;
	size_t n = strlen(word);

	while (n > 0 && word[n - 1] == ' ')
		word[--n] = '\0';
	if (is_days(f) && strchr("wqym", word[0]) != NULL && word[0] != '\0' &&
	    query_days_period(today, word, &from, &to))
		out = xasprintf("%s%08d..%08d", s[0] == '!' ? "!" : "", (int)from, (int)to);
	free(word);
	return out != NULL ? out : xstrdup(text);
}

/* ---- as kept and as shown ---- */

struct turn {
	const struct field *f;
	const struct format *from;
	bool keep;			/* into the form of definitions, else for the user */
	const struct format *user;
	day_t today;
	struct strbuf out;
	struct err_note *note;
};

/* Days that move with today, patterns and free text stay as they are. */
static bool
stays(const struct turn *t, const char *s)
{
	day_t from, to;

	switch (t->f->type) {
	case FIELD_DAY:
	case FIELD_BIRTH:
	case FIELD_INSTANT:
		return query_days_period(t->today, s, &from, &to);
	case FIELD_INT:
	case FIELD_POINTS:
	case FIELD_MONEY:
	case FIELD_PERCENT:
	case FIELD_FACTOR:
	case FIELD_CHOICE:
	case FIELD_BOOL:
	case FIELD_MINUTE:
		return false;
	case FIELD_PHONE:
		return strpbrk(s, "*?") != NULL;
	default:
		return true;
	}
}

static enum err
turn_day(struct turn *t, const char *s)
{
	char buf[32];
	day_t day;
	enum err e = day_parse(t->from->locale, s, t->today, &day, t->note);

	if (e == ERR_OK)
		strbuf_add(&t->out, t->keep ? day_iso(day, buf, sizeof(buf)) :
		    day_format(t->user->locale, day, buf, sizeof(buf)));
	return e;
}

static enum err
turn_value(struct turn *t, const char *s)
{
	struct format en = *t->user;
	struct value v = { 0 };
	char *text;
	enum err e;

	if (s[0] == '\0')
		return ERR_OK;
	if (stays(t, s)) {
		strbuf_add(&t->out, s);
		return ERR_OK;
	}
	if (t->f->type == FIELD_DAY || t->f->type == FIELD_INSTANT || t->f->type == FIELD_BIRTH)
		return turn_day(t, s);
	if ((e = field_parse(t->f, t->from, s, &v, t->note)) != ERR_OK)
		return e;
	en.locale = locale_find("en");
	if (!t->keep)
		text = field_format(t->f, t->user, &v);
	else if (t->f->type == FIELD_MONEY || t->f->type == FIELD_PERCENT)
		text = field_format(t->f, &en, &v);
	else
		text = field_to_text(t->f, &v);
	strbuf_add(&t->out, text);
	free(text);
	value_fini(&v);
	return ERR_OK;
}

/* Values stand between operators: ".." and ":" and "|". */
static enum err
turn_text(struct turn *t, const char *s)
{
	static const char *const signs[] = { ">=", "<=", "<>", "==", ">", "<", "=" };
	char piece[PIECE_MAX];
	enum err e = ERR_OK;

	s += strspn(s, " ");
	if (*s == '!')
		strbuf_add_char(&t->out, *s++);
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (str_starts(s, signs[i])) {
			strbuf_add(&t->out, signs[i]);
			return turn_value(t, s + strlen(signs[i]));
		}
	if (!is_days(t->f) && !field_is_int(t->f) && t->f->type != FIELD_CHOICE && t->f->type != FIELD_PHONE) {
		strbuf_add(&t->out, s);
		return ERR_OK;
	}
	while (e == ERR_OK && *s != '\0') {
		size_t n = 0, sep = 0;

		for (; s[n] != '\0' && sep == 0; n += sep == 0) {
			if (s[n] == '|' || (s[n] == ':' && t->f->type != FIELD_MINUTE))
				sep = 1;
			else if (s[n] == '.' && s[n + 1] == '.')
				sep = 2;
		}
		if (n >= sizeof(piece))
			return err_set(t->note, ERR_LIMIT, "is", _("The condition is too long."));
		memcpy(piece, s, n);
		piece[n] = '\0';
		e = turn_value(t, piece);
		strbuf_add_n(&t->out, s[n] == ':' ? ".." : s + n, s[n] == ':' ? 2 : sep);
		s += n + sep;
	}
	return e;
}

enum err
query_text_keep(const struct field *f, const struct format *fm, day_t today, const char *typed,
    char **out, struct err_note *note)
{
	struct turn t = { .f = f, .from = fm, .keep = true, .user = fm, .today = today, .note = note };
	enum err e = turn_text(&t, typed);

	if (e == ERR_OK)
		*out = strbuf_take(&t.out);
	strbuf_fini(&t.out);
	return e;
}

char *
query_text_show(const struct field *f, const struct format *fm, day_t today, const char *kept)
{
	struct format en = *fm;
	struct turn t = { .f = f, .from = &en, .user = fm, .today = today };

	en.locale = locale_find("en");
	/* What does not read is shown as it is. */
	if (turn_text(&t, kept) != ERR_OK) {
		strbuf_fini(&t.out);
		return xstrdup(kept);
	}
	return strbuf_take(&t.out);
}
