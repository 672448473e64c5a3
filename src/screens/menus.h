/* menus.h - the tree of screens as one table: menus, codes and rights. Home,
 * the menus, Go and the help read it. */
#ifndef QUEN_SCREENS_MENUS_H
#define QUEN_SCREENS_MENUS_H

#include "screens/session.h"
#include "ui/menu.h"

enum menu_id { MENU_MAIN, MENU_CATALOGS, MENU_SETUP, MENU_RELATION, MENU_REPORT, MENU_HIDDEN };

/* open: args is the rest of a Go text, "" for none. */
struct menu_line {
	enum menu_id in;
	const char *code;	/* "" for an entity: that of its form */
	const char *title;	/* msgid; NULL for an entity: its plural */
	const char *entity;	/* opens its list; NULL for screens of their own */
	const char *function;	/* right to see the line; "" = everybody's */
	enum verb verb;
	enum menu_id sub;	/* the menu it opens; MENU_MAIN = none */
	enum err (*open)(struct session *s, enum go_mode mode, const char *args,
	    struct err_note *note);
};
extern const struct menu_line menu_table[];	/* up to !menus_is_line() */
bool menus_is_line(const struct menu_line *l);

#define MENU_LINES_MAX 40
/* The lines of a menu that the actor may use, in order. value of an item is
 * its place in lines. Returns how many. */
size_t menus_of(const struct session *s, enum menu_id id,
    struct menu_line lines[MENU_LINES_MAX], struct menu_item items[MENU_LINES_MAX]);
bool menus_may(const struct session *s, const struct menu_line *l);
const char *menus_code(const struct session *s, const struct menu_line *l);
const char *menus_title(const struct session *s, const struct menu_line *l);
/* Opens a line; ERR_DENIED says the right that is missing. */
enum err menus_open(struct session *s, const struct menu_line *l, enum go_mode mode,
    const char *args, struct err_note *note) MUST_CHECK;

/* Catalogs, setup: arg is enum menu_id as a pointer to it. */
extern const struct screen_class menu_screen_class;

#endif
