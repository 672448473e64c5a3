/* Short labels fit the room their screen gives them, in every language (G10):
 * widths by the program's own table, at the narrowest terminal (40 columns). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "model/entity.h"
#include "ui/actions.h"

enum {
	LABEL_COLS = 16,	/* before a field: label and a code side by side on a phone */
	TITLE_COLS = 24,	/* a menu line with its digit and code on a phone */
	KEY_COLS = 10,		/* eight keys in a bar of 80 columns */
	HINT_COLS = 78		/* the hint line at 80 columns; a phone shows its beginning */
};

static const char *const langs[] = { "en", "vi", "zh_CN" };

static int
check(const char *lang, const char *what, const char *where, const char *text, int room)
{
	int width = utf8_width(text);

	if (width <= room)
		return 0;
	printf("# %s: %s of %s: \"%s\" takes %d columns of %d\n", lang, what, where, text,
	    width, room);
	return 1;
}

static int
check_field(const char *lang, const struct entity *e, const struct field *f)
{
	char where[96], piece[64];
	const char *rest = f->choices;
	int wrong;

	snprintf(where, sizeof(where), "%s.%s", e->name, f->name);
	wrong = check(lang, "label", where, tr(f->label), LABEL_COLS);
	wrong += check(lang, "hint", where, tr(f->hint), HINT_COLS);
	while (str_next(&rest, ',', piece, sizeof(piece)))
		wrong += check(lang, "choice", where, field_choice_label(f, piece), f->width);
	return wrong;
}

static int
check_entity(const char *lang, const struct entity *e)
{
	int wrong = check(lang, "title", e->name, tr(e->title), TITLE_COLS);
	size_t i;

	wrong += check(lang, "plural", e->name, tr(e->plural), TITLE_COLS);
	for (i = 0; i < e->nfields; i++)
		wrong += check_field(lang, e, &e->fields[i]);
	for (i = 0; i < e->npages; i++)
		wrong += check(lang, "page", e->name, tr(e->pages[i].title), LABEL_COLS);
	for (i = 0; i < e->nrelated; i++)
		wrong += check(lang, "related", e->name, tr(e->related[i].title), LABEL_COLS);
	for (i = 0; i < e->nactions; i++)
		wrong += check(lang, "action", e->name, tr(e->actions[i].title), TITLE_COLS);
	return wrong;
}

static void
test_forms(void **state)
{
	char dir[512];
	struct model *m = NULL;
	struct err_note note = { 0 };
	int wrong = 0;

	(void)state;
	snprintf(dir, sizeof(dir), "%s/forms", getenv("QUEN_DATA"));
	if (model_load(dir, NULL, &m, &note) != ERR_OK)
		fail_msg("%s", note.text);
	assert_true(model_count(m) > 20);
	for (size_t l = 0; l < sizeof(langs) / sizeof(langs[0]); l++) {
		i18n_set(getenv("QUEN_LOCALE"), langs[l]);
		for (size_t i = 0; i < model_count(m); i++)
			wrong += check_entity(langs[l], model_at(m, i));
	}
	model_free(m);
	assert_int_equal(wrong, 0);
}

static void
test_key_bar(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t l = 0; l < sizeof(langs) / sizeof(langs[0]); l++) {
		i18n_set(getenv("QUEN_LOCALE"), langs[l]);
		for (enum act a = ACT_NONE; a < ACT_COUNT; a++)
			wrong += check(langs[l], "key", action_at(a)->name,
			    tr(action_at(a)->label), KEY_COLS);
	}
	assert_int_equal(wrong, 0);
}

/* A language that is not there would pass every other test by showing English. */
static void
test_speaks(void **state)
{
	(void)state;
	i18n_set(getenv("QUEN_LOCALE"), "vi");
	assert_string_equal(_("Save"), "Lưu");
	i18n_set(getenv("QUEN_LOCALE"), "zh_CN");
	assert_string_equal(_("Save"), "保存");
	i18n_set(getenv("QUEN_LOCALE"), "en");
	assert_string_equal(_("Save"), "Save");
	assert_string_equal(tr_ctx("sex", "f"), "female");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_speaks),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_key_bar),
	};

	return cmocka_run_group_tests_name("labels", tests, NULL, NULL);
}
