/* remote_split.h - a command line that came over SSH, as words. No shell reads it, ever. */
#ifndef QUEN_CLI_REMOTE_SPLIT_H
#define QUEN_CLI_REMOTE_SPLIT_H

#include <stddef.h>

#include "base/err.h"

#define REMOTE_WORDS 64

/* Splits a line into words at blanks: '…' as it stands, "…" and \ as in a shell; nothing is
 * expanded. line is changed and must outlive words, which ends with NULL. ERR_INVALID: a quote
 * without its end; ERR_LIMIT. */
enum err remote_split(char *line, char *words[REMOTE_WORDS + 1], size_t *n,
    struct err_note *note) MUST_CHECK;

#endif
