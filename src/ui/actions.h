/* actions.h - everything a key can do, in one table: it feeds the keymap
 * loader, the key bar, F10 and the help.  Keys are in keymaps/ *.keys. */
#ifndef QUEN_UI_ACTIONS_H
#define QUEN_UI_ACTIONS_H

#include <stddef.h>

/* Where a key is pressed; the maps of a keymap file have these names. */
enum context {
	CONTEXT_GLOBAL, CONTEXT_FORM, CONTEXT_LIST, CONTEXT_LOOKUP,
	CONTEXT_DIALOG, CONTEXT_MENU, CONTEXT_QUERY, CONTEXT_TILL,
	CONTEXT_DESK, CONTEXT_TEXT, CONTEXT_VIEW,
	CONTEXT_AGENDA, CONTEXT_INBOX, CONTEXT_GRID,
	CONTEXT_COUNT
};

enum act {
	ACT_NONE,
	ACT_HELP, ACT_KEYS, ACT_SAVE, ACT_BACK, ACT_LOOKUP, ACT_REFRESH,
	ACT_RESET, ACT_NEW, ACT_QUERY, ACT_RUN, ACT_NEXT_RECORD, ACT_GO, ACT_MENU,
	ACT_CANCEL, ACT_TASKS, ACT_PRINT, ACT_REPAINT, ACT_STOP, ACT_DELETE,
	ACT_COLUMNS, ACT_SORT, ACT_MARK, ACT_MARK_ALL,
	/* moving */
	ACT_ENTER, ACT_NEXT, ACT_PREV, ACT_UP, ACT_DOWN, ACT_LEFT, ACT_RIGHT,
	ACT_WORD_LEFT, ACT_WORD_RIGHT, ACT_HOME, ACT_END, ACT_TOP, ACT_BOTTOM,
	ACT_PAGE_UP, ACT_PAGE_DOWN,
	/* typing */
	ACT_BACKSPACE, ACT_DELETE_CHAR, ACT_CLEAR, ACT_DELETE_WORD,
	ACT_DELETE_END, ACT_REPEAT, ACT_UNDO, ACT_REDO, ACT_LONG_TEXT,
	/* card desk */
	ACT_EARN, ACT_DEDUCT, ACT_SALE, ACT_OPEN_CUSTOMER, ACT_REPLACE_CARD,
	ACT_TOP_UP,
	/* cashier */
	ACT_PAY, ACT_FIND, ACT_QUANTITY, ACT_PRICE, ACT_DISCOUNT, ACT_HOLD,
	ACT_RECALL, ACT_VOID, ACT_VOID_LINE, ACT_CUSTOMER, ACT_RECEIPT,
	ACT_DRAWER, ACT_TOTAL, ACT_CHART,
	/* what is behind a figure (H7) */
	ACT_WHY, ACT_CONTACT, ACT_STORY,
	/* agenda and inbox */
	ACT_KEPT, ACT_MISSED, ACT_WEEK, ACT_TEAM, ACT_EARLIER, ACT_LATER,
	ACT_DONE, ACT_SNOOZE, ACT_HAND,
	/* menus: the n-th line */
	ACT_PICK_0, ACT_PICK_1, ACT_PICK_2, ACT_PICK_3, ACT_PICK_4, ACT_PICK_5,
	ACT_PICK_6, ACT_PICK_7, ACT_PICK_8, ACT_PICK_9,
	ACT_COUNT
};

struct action {
	const char *name;	/* in keymap files */
	const char *label;	/* msgid, short, for the key bar; "" = never there */
	const char *help;	/* msgid, one sentence */
};

const struct action *action_at(enum act act);	/* never NULL */
/* ACT_NONE when unknown. */
enum act action_find(const char *name);
const char *context_name(enum context ctx);
/* CONTEXT_COUNT when unknown. */
enum context context_find(const char *name);

#endif
