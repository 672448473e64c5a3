#include "test_ui.h"

#include <stdio.h>

/* tests/bad/keymaps: each with the message it must give, word by word. */
static void
wrong_keymaps_are_refused_with_their_line(void **state)
{
	static const struct { const char *name, *text; } bad[] = {
		{ "unknown_action", ":7: there is no action 'fly'" },
		{ "unknown_key", ":6: there is no key 'F13'" },
		{ "escape_bytes", ":6: there is no key '\\033[11~'" },
		{ "bound_twice", ":8: F6 is bound already, to 'new' in line 6" },
		{ "enter_elsewhere", ":6: Enter has a fixed meaning and cannot be bound to 'save'" },
		{ "tab_elsewhere", ":6: Tab has a fixed meaning and cannot be bound to 'up'" },
		{ "escape_elsewhere", ":6: Esc has a fixed meaning and cannot be bound to 'save'" },
		{ "stop_elsewhere", ":6: Ctrl-C has a fixed meaning and cannot be bound to 'mark'" },
		{ "control_m", ":6: Ctrl-M has a fixed meaning and cannot be bound to 'enter'" },
		{ "control_h", ":6: Ctrl-H has a fixed meaning and cannot be bound to 'backspace'" },
		{ "letter", ":6: the letter 'd' can be bound in map 'menu' only: elsewhere letters are typed" },
		{ "unknown_map", ":5: there is no map 'fourm'" },
		{ "unknown_parent", ":5: there is no map 'globe'" },
		{ "parent_loop", ":5: map 'list' is its own parent" },
		{ "map_twice", ":6: map 'list' is there already, in line 5" },
		{ "missing_map", ":1: map 'till' is missing" },
		{ "no_key", ":6: bind needs an action and at least one key" },
	};
	struct err_note note;
	struct keymap *km = NULL;
	char name[128], want[400];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		snprintf(name, sizeof name, "tests/bad/keymaps/%s.keys", bad[i].name);
		note = (struct err_note){ 0 };
		assert_int_equal(keymap_load(test_path(name), &km, &note), ERR_SYNTAX);
		snprintf(want, sizeof want, "%s%s", test_path(name), bad[i].text);
		assert_string_equal(note.text, want);
	}
}

static void
the_shipped_keymaps_read(void **state)
{
	struct err_note note = { 0 };
	struct keymap *km = NULL;

	(void)state;
	if (keymap_load(test_path("keymaps/phone.keys"), &km, &note) != ERR_OK)
		fail_msg("%s", note.text);
	keymap_free(km);
	assert_non_null(test_keys());
}

static void
children_win_over_parents(void **state)
{
	const struct keymap *km = test_keys();

	(void)state;
	assert_int_equal(keymap_action(km, CONTEXT_GLOBAL, UKEY_F(5)), ACT_REFRESH);
	assert_int_equal(keymap_action(km, CONTEXT_FORM, UKEY_F(5)), ACT_RESET);
	assert_int_equal(keymap_action(km, CONTEXT_TILL, UKEY_F(5)), ACT_QUANTITY);
	assert_int_equal(keymap_action(km, CONTEXT_QUERY, UKEY_F(8)), ACT_RUN);
	assert_int_equal(keymap_action(km, CONTEXT_QUERY, UKEY_CTRL('R')), ACT_REPEAT);
	assert_int_equal(keymap_action(km, CONTEXT_FORM, 'x'), ACT_NONE);
	assert_int_equal(keymap_key(km, CONTEXT_TILL, ACT_QUANTITY, false), UKEY_F(5));
	assert_int_equal(keymap_key(km, CONTEXT_TILL, ACT_REFRESH, false), 0);
	assert_int_equal(keymap_key(km, CONTEXT_FORM, ACT_SAVE, true), UKEY_ALT('2'));
}

/* Every action with an F-key has a second way without one (UX 0, 4). */
static void
each_action_has_a_key_without_f(void **state)
{
	static const char *const files[] = { "keymaps/default.keys", "keymaps/phone.keys" };
	struct err_note note = { 0 };
	struct keymap *km = NULL;
	int ctx, act, f, key;

	(void)state;
	for (f = 0; f < 2; f++) {
		assert_int_equal(keymap_load(test_path(files[f]), &km, &note), ERR_OK);
		for (ctx = 0; ctx < CONTEXT_COUNT; ctx++) {
			for (act = 1; act < ACT_COUNT; act++) {
				key = keymap_key(km, (enum context)ctx, (enum act)act, true);
				if (key >= UKEY_F(1) && key <= UKEY_F(12))
					fail_msg("%s: %s in %s", files[f],
					    action_at((enum act)act)->name,
					    context_name((enum context)ctx));
			}
		}
		keymap_free(km);
	}
}

static void
the_sheet_names_each_key_once(void **state)
{
	struct strbuf b = { 0 };

	(void)state;
	keymap_keys(test_keys(), CONTEXT_LIST, ACT_NEW, &b);
	assert_string_equal(strbuf_str(&b), "F6, Esc-6, Ctrl-N, Ins");
	strbuf_clear(&b);
	keymap_sheet(test_keys(), CONTEXT_TILL, &b);
	assert_non_null(strstr(strbuf_str(&b), "F5, Esc-5"));
	assert_null(strstr(strbuf_str(&b), "Reads everything again"));
	strbuf_fini(&b);
}

static void
names_of_keys_go_both_ways(void **state)
{
	char name[16];
	int key;

	(void)state;
	for (key = 33; key < UKEY_MAX; key++) {
		ukey_name(key, name, sizeof name);
		if (strcmp(name, "?") != 0)
			assert_int_equal(ukey_find(name), key);
	}
	assert_int_equal(ukey_find("Alt-x"), ukey_find("Esc-x"));
}

int
test_keymap(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_keymaps_are_refused_with_their_line),
		cmocka_unit_test(the_shipped_keymaps_read),
		cmocka_unit_test(children_win_over_parents),
		cmocka_unit_test(each_action_has_a_key_without_f),
		cmocka_unit_test(the_sheet_names_each_key_once),
		cmocka_unit_test(names_of_keys_go_both_ways),
	};

	return cmocka_run_group_tests_name("keymap", tests, NULL, NULL);
}
