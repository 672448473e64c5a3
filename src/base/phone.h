/* phone.h - telephone numbers. Source: ITU-T E.164; national rules for the
 * shop's country (84 Vietnam, 86 China) as in UX.md 13. */
#ifndef QUEN_BASE_PHONE_H
#define QUEN_BASE_PHONE_H

#include <stddef.h>

#include "base/err.h"

#define PHONE_SIZE 20

/* "0901 234.567", "+84 901234567", "0084901234567" give "+84901234567".
 * country: digits of the shop's country code, "84". Needs 6 to 15 digits;
 * anything but digits, blanks, . - ( ) / and a leading + is refused. */
enum err phone_normalise(const char *text, const char *country, char *e164,
    size_t size, struct err_note *note) MUST_CHECK;
/* "+84901234567" gives "0901 234 567" at home, "+86 138 0013 8000" abroad. */
char *phone_format(const char *e164, const char *country, char *buf, size_t size);
/* The digits reversed, for suffix search. */
char *phone_reverse(const char *e164, char *buf, size_t size);

#endif
