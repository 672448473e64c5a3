/* menu.h - lines to pick from: by digit, code, arrows, or by typing a part of
 * the words. As a widget (home screen) and as a pop-up (F10). */
#ifndef QUEN_UI_MENU_H
#define QUEN_UI_MENU_H

#include "ui/app.h"
#include "ui/canvas.h"
#include "ui/edit.h"
#include "ui/keys.h"

struct menu_item {
	const char *code;	/* "CU" or "" */
	const char *label;	/* translated */
	const char *note;	/* to the right: key, count; or "" */
	int value;		/* the owner's */
};

struct menu {
	const struct menu_item *items;	/* borrowed */
	size_t nitems;
	size_t at;
	int top;
	bool has_digits;	/* 1..9, 0 for the tenth */
};

enum menu_result { MENU_PASS, MENU_USED, MENU_PICKED };
void menu_init(struct menu *m, const struct menu_item *items, size_t n, bool has_digits);
void menu_draw(struct menu *m, struct canvas *c, struct rect r, bool focus);
enum menu_result menu_event(struct menu *m, const struct ui_event *ev);
/* Pop-up: the value of the item picked, or -1. */
int menu_run(struct app *app, const char *title, const struct menu_item *items, size_t n);
/* F10: the actions of the screen with their keys, and what the screen adds
 * (values as in more), then copying (can_copy: more than the screen). Returns an
 * enum act (run it by app_act), or MENU_MORE + index into more, or MENU_COPY +
 * what, or -1. */
#define MENU_MORE 1000
#define MENU_COPY 2000		/* + enum clip_what */
int menu_actions(struct app *app, enum context ctx, const enum act *acts,
    const struct menu_item *more, size_t nmore, bool can_copy);

#endif
