/* test_model.h - the groups of tests of model, and forms written by a test. */
#ifndef QUEN_TEST_MODEL_H
#define QUEN_TEST_MODEL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/entity.h"

int test_field(void);
int test_entity(void);
int test_record(void);

/* Forms in a folder of their own: name, text, name, text, ..., NULL. The folder
 * is removed again. Returns what model_load() said. */
enum err forms_load(const char *const *forms, const char *const *site,
    struct model **m, struct err_note *note);

#endif
