/* wizard.h - the first start: quen at a terminal without a store asks for the shop. */
#ifndef QUEN_CLI_WIZARD_H
#define QUEN_CLI_WIZARD_H

#include "cli/cli.h"

/* Is this the moment: nothing there yet, people at both ends of the terminal. */
bool wizard_fits(const struct cli *c);
/* Asks, makes the store, gives the administrator a password, offers a recovery key. Until the last
 * question is answered nothing is made: whoever leaves starts again. *made: there is a store. */
enum err wizard_run(struct cli *c, bool *made, struct err_note *note) MUST_CHECK;

#endif
