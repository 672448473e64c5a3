#include "config.h"

#include "screens/jump.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/luhn.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "screens/card_desk.h"
#include "screens/menus.h"
#include "screens/query_example.h"
#include "screens/records.h"

static const struct menu_line *
line_by_code(const struct session *s, const char *code)
{
	for (const struct menu_line *l = menu_table; menus_is_line(l); l++)
		if (str_ieq_ascii(menus_code(s, l), code))
			return l;
	return NULL;
}

static bool
is_path(const char *text)
{
	return text[0] >= '0' && text[0] <= '9' &&
	    text[strspn(text, "0123456789.")] == '\0' && strlen(text) <= 5;
}

/* "7.2": the second line of the menu that the seventh line of Home opens. */
static enum err
jump_path(struct session *s, const char *text, enum go_mode mode, struct err_note *note)
{
	struct menu_line lines[MENU_LINES_MAX];
	struct menu_item items[MENU_LINES_MAX];
	enum menu_id id = MENU_MAIN;
	char *end;

	for (;;) {
		size_t n = menus_of(s, id, lines, items);
		size_t at = strtoul(text, &end, 10);

		if (at == 0 && id == MENU_MAIN)
			at = 10;
		if (at == 0 || at > n || (*end != '.' && *end != '\0'))
			break;
		if (*end == '\0' || end[1] == '\0')
			return menus_open(s, &lines[at - 1], mode, "", note);
		id = lines[at - 1].sub;
		if (id == MENU_MAIN)
			break;
		text = end + 1;
	}
	return err_set(note, ERR_NOTFOUND, "", _("There is no menu line %s."), text);
}

/* Every word is part of the title, in the user's language or in English. */
static bool
words_match(const char *words, const char *title)
{
	char *fold = utf8_fold(title), *want = utf8_fold(words);
	const char *rest = want;
	char word[64];
	bool all = true;

	while (all && str_next(&rest, ' ', word, sizeof word))
		all = strstr(fold, word) != NULL;
	free(fold);
	free(want);
	return all;
}

static bool
line_matches(const struct session *s, const struct menu_line *l, const char *words)
{
	const struct entity *e = l->entity ?
	    model_entity(store_model(s->st), l->entity) : NULL;
	const char *english = e ? e->plural : l->title;

	return words_match(words, menus_title(s, l)) ||
	    (english && words_match(words, english));
}

static enum err
jump_words(struct session *s, const char *text, enum go_mode mode, struct err_note *note)
{
	struct menu_line lines[MENU_LINES_MAX], cats[MENU_LINES_MAX];
	struct menu_item items[MENU_LINES_MAX];
	size_t n = 0, ncats = menus_of(s, MENU_CATALOGS, cats, items);
	int picked = 0;

	for (const struct menu_line *l = menu_table; menus_is_line(l); l++)
		if (n < MENU_LINES_MAX && menus_may(s, l) && line_matches(s, l, text))
			lines[n++] = *l;
	for (size_t i = 0; i < ncats && n < MENU_LINES_MAX; i++)
		if (line_matches(s, &cats[i], text))
			lines[n++] = cats[i];
	if (n == 0)
		return err_set(note, ERR_NOTFOUND, "",
		    _("Nothing is called \"%.60s\". F9 takes a code (CU), a number (7.2) or words of a title."),
		    text);
	if (n > 1) {
		for (size_t i = 0; i < n; i++)
			items[i] = (struct menu_item) { .code = menus_code(s, &lines[i]),
				.label = menus_title(s, &lines[i]), .note = "",
				.value = (int)i };
		picked = menu_run(s->app, _("Go to"), items, n);
		if (picked < 0)
			return ERR_OK;
	}
	return menus_open(s, &lines[picked], mode, "", note);
}

/* "CU.gold-hcm": of the customers, what the saved question of that code finds (UX 6). */
static const struct entity *
kept_of(struct session *s, const char *code, char *kept, size_t size)
{
	const char *at = strchr(code, '.');
	const struct entity *e;
	char *head;

	if (at == NULL || at == code || at[1] == '\0')
		return NULL;
	head = xstrndup(code, (size_t)(at - code));
	for (char *p = head; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p += 'A' - 'a';
	e = model_by_code(store_model(s->st), head);
	str_copy(kept, size, at + 1);
	free(head);
	return e;
}

enum err
jump_text(void *ctx, struct app *app, const char *text, enum go_mode mode,
    struct err_note *note)
{
	struct session *s = ctx;
	const struct menu_line *l;
	const struct entity *e, *dot = NULL;
	char number[40], kept[64];
	char *copy = xstrdup(text), *code = copy, *args;
	enum err err;

	(void)app;
	while (*code == ' ')
		code++;
	for (size_t n = strlen(code); n > 0 && code[n - 1] == ' '; n--)
		code[n - 1] = '\0';
	if (*code == '\0') {
		free(copy);
		return ERR_OK;
	}
	if (card_number_clean(code, number, sizeof number) && strlen(number) >= 8 &&
	    luhn_is_valid(number) && session_may(s, "card", VERB_VIEW)) {
		err = card_desk_open(s, mode, number, note);
		free(copy);
		return err;
	}
	if (is_path(code)) {
		err = jump_path(s, code, mode, note);
		free(copy);
		return err;
	}
	args = code + strcspn(code, " ");
	if (*args)
		*args++ = '\0';
	l = line_by_code(s, code);
	e = model_by_code(store_model(s->st), code);
	if (!l && !e)
		dot = kept_of(s, code, kept, sizeof kept);
	if (!l && !e && !dot) {
		for (char *p = code; *p; p++)
			if (*p >= 'a' && *p <= 'z')
				*p += 'A' - 'a';
		e = model_by_code(store_model(s->st), code);
	}
	if (l)
		err = menus_open(s, l, mode, args, note);
	else if (dot != NULL)
		err = query_example_open(s, mode, dot, kept, note);
	else if (e)
		err = records_open_list(s, mode, e->name, *args ? args : NULL, note);
	else
		err = jump_words(s, text, mode, note);
	free(copy);
	return err;
}

void
jump_help(void *ctx, const char *code, struct strbuf *out)
{
	struct session *s = ctx;
	const struct menu_line *l = line_by_code(s, code);
	const struct entity *e = model_by_code(store_model(s->st), code);

	if (l)
		strbuf_addf(out, "%s  %s\n", menus_code(s, l), menus_title(s, l));
	else if (e)
		strbuf_addf(out, "%s  %s\n", e->code, tr(e->plural));
	if (l && l->entity)
		e = model_entity(store_model(s->st), l->entity);
	for (size_t i = 0; e && i < e->nfields; i++) {
		const struct field *f = &e->fields[i];

		if (!f->hidden && session_may_named(s, f->right))
			strbuf_addf(out, "%s%s%s\n", tr(f->label),
			    str_empty(f->hint) ? "" : ": ", tr(f->hint));
	}
}
