/* where_word.h - conditions of a list as typed on a command line: 'FIELD [OP] VALUE'. */
#ifndef QUEN_CLI_WHERE_WORD_H
#define QUEN_CLI_WHERE_WORD_H

#include "cli/cli.h"
#include "store/record_store.h"

/* Adds one to the query, whose entity is set. ERR_INVALID names what is wrong. */
enum err where_word(struct cli *c, struct list_query *q, const char *where,
    struct err_note *note) MUST_CHECK;

#endif
