/* audit_export.h - the trail as a table for spreadsheets: a line for every field that changed. */
#ifndef QUEN_REPORT_AUDIT_EXPORT_H
#define QUEN_REPORT_AUDIT_EXPORT_H

#include <stdio.h>

#include "store/audit.h"

/* Needs audit.export, asked before a line is written; that it went out is a row of the trail.
 * stop may be NULL. Transactions of its own. */
enum err audit_export(struct store *st, struct actor *a, const struct audit_filter *f, FILE *out,
    bool (*stop)(void *arg), int64_t *rows, struct err_note *note) MUST_CHECK;
/* One side of a pair of audit_changes() as text; buf for numbers. */
const char *audit_value(const json_t *pair, size_t side, char buf[32]);

#endif
