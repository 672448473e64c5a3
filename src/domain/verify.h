/* verify.h - proves the store: lots and ledgers against balances, receipt numbers without gaps,
 * sales against lines and payments (N3), sums, audit chain (CLI.md: quen verify). */
#ifndef QUEN_DOMAIN_VERIFY_H
#define QUEN_DOMAIN_VERIFY_H

#include "store/store.h"

/* Reports every finding as a line ("points of KH000372: ledger 120, balance 130"). *bad counts them. */
enum err verify_run(struct store *st, struct actor *a, void (*report)(void *arg, bool ok, const char *line),
    void *arg, int *bad, struct err_note *note) MUST_CHECK;

#endif
