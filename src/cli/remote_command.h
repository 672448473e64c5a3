/* remote_command.h - one command over SSH: `ssh -p 2222 an@shop export customer > x.csv`.
 * A table says which subcommands there are; whoever asks for another gets one line and 77. Each
 * works as the user who signed in, by that user's rights, and names no file of this host. */
#ifndef QUEN_CLI_REMOTE_COMMAND_H
#define QUEN_CLI_REMOTE_COMMAND_H

#include "access/keeper_link.h"
#include "cli/cli.h"

#define REMOTE_WORDS 64

/* Splits a line into words at blanks: '…' as it stands, "…" and \ as in a shell; nothing is
 * expanded. line is changed and must outlive words, which ends with NULL. ERR_INVALID: a quote
 * without its end; ERR_LIMIT. */
enum err remote_split(char *line, char *words[REMOTE_WORDS + 1], size_t *n,
    struct err_note *note) MUST_CHECK;

/* Runs it on stdin, stdout, stderr; gives the exit status. c is open, as the user. */
int remote_command_run(struct cli *c, const struct keep_hello *hello);

#endif
