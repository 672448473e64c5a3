/* query_days.h - days said in words, in conditions: "y" this year, "q-1" the last quarter, "w" this
 * week. What query by example knows of itself (t, m, m-1, -30:, ranges) is left alone (UX.md 6). */
#ifndef QUEN_REPORT_QUERY_DAYS_H
#define QUEN_REPORT_QUERY_DAYS_H

#include "model/field.h"

/* The condition with its words as a range of days; else as it is. The caller frees. */
char *query_days_words(const struct field *f, day_t today, const char *text);
/* The words of a period ("y", "q-1", "w", "m", "t", "-1"): its first and last day. */
bool query_days_period(day_t today, const char *text, day_t *from, day_t *to);

/* What is offered to pick from (F4), with its meaning; ends with NULL. */
struct query_period { const char *text, *title; };
extern const struct query_period query_period_table[];

/* A condition as the user's language writes it, into how definitions keep it, or back: days as
 * 2026-11-21, figures as English writes them. ERR_INVALID: a part does not read. The caller frees
 * *out. */
enum err query_text_keep(const struct field *f, const struct format *fm, day_t today,
    const char *typed, char **out, struct err_note *note) MUST_CHECK;
char *query_text_show(const struct field *f, const struct format *fm, day_t today, const char *kept);

#endif
