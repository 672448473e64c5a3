/* test_ui.h - the groups of tests of the toolkit, one a file. Each returns the
 * number of tests that failed. */
#ifndef QUEN_TEST_UI_H
#define QUEN_TEST_UI_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/entity.h"
#include "ui/app.h"

int test_scan(void);
int test_input(void);
int test_keymap(void);
int test_edit(void);
int test_canvas(void);
int test_form(void);
int test_list(void);
int test_app(void);
int test_menu(void);
int test_trace(void);
int test_clip(void);

/* The shipped keymap; freed at the end of the program. */
const struct keymap *test_keys(void);
const struct format *test_format(void);	/* vi, VND */
/* A customer-like entity with all types of fields. */
const struct entity *test_person(void);
/* A file of the source tree. */
const char *test_path(const char *name);
/* An event as the app would give it, in a context. */
struct ui_event test_key(enum context ctx, int key);
struct ui_event test_text(const char *text);

#endif
