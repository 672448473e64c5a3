/* agenda.h - groups of tests of one program. */
#ifndef QUEN_TEST_AGENDA_H
#define QUEN_TEST_AGENDA_H

#include "shop.h"

GROUP(contract);
GROUP(reminder);
GROUP(days);
GROUP(ical);

/* The shop with users who work together: lan sees customers and appointments; minh too. */
int agenda_setup(void **state);
/* As lan. Refused with that message; the caller frees nothing. */
json_t *as(struct shop *s, struct actor *a, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
