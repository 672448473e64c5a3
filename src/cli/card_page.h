/* card_page.h - what a customer sees who signed in by card number and PIN (G8): the own card on
 * one page that fits a telephone, and nothing else of the shop. */
#ifndef QUEN_CLI_CARD_PAGE_H
#define QUEN_CLI_CARD_PAGE_H

#include "base/str.h"
#include "cli/cli.h"

/* Opens the store, shows the page, waits for a key, the end of link or two minutes. */
int card_page_run(struct cli *c, const char *number, int link);
/* The page of one card as text, lines ended by LF. Nobody's rights: the card alone decides. */
enum err card_page_text(struct store *st, struct actor *system, const char *number,
    struct strbuf *out, struct err_note *note) MUST_CHECK;

#endif
