/* caps.h - terminfo strings. A file of its own: term.h of ncurses defines a
 * macro for every capability. */
#ifndef QUEN_UI_CAPS_H
#define QUEN_UI_CAPS_H

#include <stdbool.h>

/* false: the terminal type is unknown. */
bool caps_setup(const char *name, int fd);
/* The string of a capability ("kf1"), NULL when there is none. */
const char *caps_string(const char *cap);
/* Gives back what caps_setup read, before curses reads it for itself. */
void caps_drop(void);

struct input;
/* Tells the input the sequences of this terminal's keys. */
void caps_define_keys(struct input *in);

#endif
