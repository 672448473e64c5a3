/* out_file.h - a result file that is there whole or not at all: written
 * beside its place, synced, renamed. Readable by its owner only: it may hold
 * what only its owner may see. */
#ifndef QUEN_REPORT_OUT_FILE_H
#define QUEN_REPORT_OUT_FILE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

struct out_file {
	FILE *f;
	char path[1024], temp[1040];	/* temp "": written in place (stdout, a pipe, a device) */
	bool is_stdout;
};
/* path NULL or "-": standard output. ERR_IO, ERR_LIMIT. */
enum err out_open(struct out_file *o, const char *path, struct err_note *note) MUST_CHECK;
/* After this the file is complete; on failure the old one still stands. */
enum err out_commit(struct out_file *o, struct err_note *note) MUST_CHECK;
/* Leaves nothing behind; fine after out_commit() and on zero bytes. */
void out_abort(struct out_file *o);

#endif
