check_PROGRAMS += tests/unit/ui/test_ui
TESTS += tests/unit/ui/test_ui
tests_unit_ui_test_ui_SOURCES = \
	tests/unit/ui/test_app.c tests/unit/ui/test_canvas.c \
	tests/unit/ui/test_clip.c tests/unit/ui/test_edit.c tests/unit/ui/test_form.c \
	tests/unit/ui/test_input.c tests/unit/ui/test_keymap.c \
	tests/unit/ui/test_list.c tests/unit/ui/test_menu.c tests/unit/ui/test_scan.c tests/unit/ui/test_trace.c \
	tests/unit/ui/test_ui.c tests/unit/ui/test_ui.h
tests_unit_ui_test_ui_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_unit_ui_test_ui_LDADD = $(ui_libs) $(CMOCKA_LIBS)
EXTRA_DIST += \
	tests/bad/keymaps/bound_twice.keys \
	tests/bad/keymaps/control_h.keys \
	tests/bad/keymaps/control_m.keys \
	tests/bad/keymaps/enter_elsewhere.keys \
	tests/bad/keymaps/escape_bytes.keys \
	tests/bad/keymaps/escape_elsewhere.keys \
	tests/bad/keymaps/letter.keys \
	tests/bad/keymaps/map_twice.keys \
	tests/bad/keymaps/missing_map.keys \
	tests/bad/keymaps/no_key.keys \
	tests/bad/keymaps/parent_loop.keys \
	tests/bad/keymaps/stop_elsewhere.keys \
	tests/bad/keymaps/tab_elsewhere.keys \
	tests/bad/keymaps/unknown_action.keys \
	tests/bad/keymaps/unknown_key.keys \
	tests/bad/keymaps/unknown_map.keys \
	tests/bad/keymaps/unknown_parent.keys
