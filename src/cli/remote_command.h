/* remote_command.h - one command over SSH: `ssh -p 2222 an@shop export customer > x.csv`.
 * A table says which subcommands there are; whoever asks for another gets one line and 77. Each
 * works as the user who signed in, by that user's rights, and names no file of this host. */
#ifndef QUEN_CLI_REMOTE_COMMAND_H
#define QUEN_CLI_REMOTE_COMMAND_H

#include "access/keeper_link.h"
#include "cli/cli.h"

/* Runs it on stdin, stdout, stderr; gives the exit status. c is open, as the user. */
int remote_command_run(struct cli *c, const struct keep_hello *hello);

#endif
