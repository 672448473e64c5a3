/* cmd_report_keep.h - quen report saved, save, scheduled, schedule, now: questions that are kept, and
 * reports that are made by themselves. */
#ifndef QUEN_CLI_CMD_REPORT_KEEP_H
#define QUEN_CLI_CMD_REPORT_KEEP_H

#include "cli/cli.h"
#include "report/report.h"

/* Is the first word one of those; then *status is the result. */
bool report_command(struct cli *c, const struct args *a, const struct reports *all, int *status);

/* cmd_report.c: -p NAME=VALUE, and the words from there on as --NAME VALUE. In a transaction. */
enum err report_cli_params(struct cli *c, const struct args *a, const struct report *r, size_t from,
    struct report_values *v, struct err_note *note) MUST_CHECK;

#endif
