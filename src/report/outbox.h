/* outbox.h - files that sessions of quen serve write for their user: in the store's folder
 * documents/outbox/USER, nowhere else. The user takes them with
 *     ssh -p 2222 USER@HOST fetch NAME > NAME */
#ifndef QUEN_REPORT_OUTBOX_H
#define QUEN_REPORT_OUTBOX_H

#include <stdio.h>

#include "store/actor.h"

/* Where the file of that name lies or will lie; makes the folders. ERR_INVALID: a name with
 * parts of a path, empty, or hidden. */
enum err outbox_path(struct store *st, const struct actor *a, const char *name,
    char *path, size_t size, struct err_note *note) MUST_CHECK;
/* The actor's files, a name a line. */
enum err outbox_list(struct store *st, const struct actor *a, FILE *out,
    struct err_note *note) MUST_CHECK;

#endif
