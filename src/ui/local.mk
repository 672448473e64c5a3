noinst_LIBRARIES += src/ui/libui.a
src_ui_libui_a_SOURCES = \
	src/ui/actions.c \
	src/ui/actions.h \
	src/ui/app.c \
	src/ui/app.h \
	src/ui/app_int.h \
	src/ui/browse.h \
	src/ui/browse_change.c \
	src/ui/browse_form.c \
	src/ui/browse_int.h \
	src/ui/browse_list.c \
	src/ui/browse_order.c \
	src/ui/browse_query.c src/ui/browse_side.c \
	src/ui/browse_undo.c \
	src/ui/calendar.c \
	src/ui/chart_view.c src/ui/chart_view.h \
	src/ui/canvas.c \
	src/ui/canvas.h \
	src/ui/caps.c \
	src/ui/caps.h \
	src/ui/clip.c src/ui/clip.h \
	src/ui/conflict.c \
	src/ui/dialog.c \
	src/ui/dialog.h \
	src/ui/driver.h \
	src/ui/edit.c \
	src/ui/edit.h \
	src/ui/form.c \
	src/ui/form.h \
	src/ui/form_draw.c \
	src/ui/form_event.c \
	src/ui/form_fields.c \
	src/ui/form_int.h \
	src/ui/form_pick.c \
	src/ui/form_value.c \
	src/ui/frame.c \
	src/ui/go.c \
	src/ui/grid.c src/ui/grid.h src/ui/grid_draw.c src/ui/grid_int.h \
	src/ui/help.c \
	src/ui/input.c \
	src/ui/input.h \
	src/ui/input_int.h \
	src/ui/input_text.c \
	src/ui/keymap.c \
	src/ui/keymap.h \
	src/ui/keys.c \
	src/ui/keys.h \
	src/ui/list.c \
	src/ui/list.h \
	src/ui/list_order.c \
	src/ui/list_draw.c \
	src/ui/list_take.c \
	src/ui/list_int.h \
	src/ui/lookup.c \
	src/ui/lookup.h \
	src/ui/memterm.c \
	src/ui/memterm.h \
	src/ui/menu.c \
	src/ui/menu.h \
	src/ui/piece.c \
	src/ui/piece.h \
	src/ui/popups.h \
	src/ui/progress.c \
	src/ui/progress.h \
	src/ui/render.c \
	src/ui/scan.c \
	src/ui/scan.h \
	src/ui/scan_trace.c src/ui/scan_trace.h \
	src/ui/sequences.c \
	src/ui/sequences.h \
	src/ui/stack.c \
	src/ui/tasks.c \
	src/ui/term.c src/ui/term_draw.c src/ui/term_int.h \
	src/ui/term.h \
	src/ui/textedit.c \
	src/ui/theme.c \
	src/ui/theme.h \
	src/ui/viewer.c
