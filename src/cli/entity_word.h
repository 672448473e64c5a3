/* entity_word.h - the word of a command line that names an entity. */
#ifndef QUEN_CLI_ENTITY_WORD_H
#define QUEN_CLI_ENTITY_WORD_H

#include "cli/cli.h"

/* By name, plural ("customers") or Go code ("CU"). NULL: the note lists them all. */
const struct entity *entity_word(const struct cli *c, const char *word, struct err_note *note);

#endif
