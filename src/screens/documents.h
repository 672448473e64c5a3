/* documents.h - the documents of a row: open, save to one's own files, attach from the host's
 * inbox, remove (A5). */
#ifndef QUEN_SCREENS_DOCUMENTS_H
#define QUEN_SCREENS_DOCUMENTS_H

#include "screens/session.h"

/* The list of a row. title: what it is called. */
enum err documents_of(struct session *s, const char *entity, const char *code,
    const char *title, struct err_note *note) MUST_CHECK;
/* Text in the viewer; of others what is known of them. */
enum err documents_show(struct session *s, int64_t id, struct err_note *note) MUST_CHECK;
/* Asks for a name and writes it there. */
enum err documents_save(struct session *s, int64_t id, struct err_note *note) MUST_CHECK;
/* Asks, and removes. *done: it is gone. */
enum err documents_remove(struct session *s, int64_t id, bool *done,
    struct err_note *note) MUST_CHECK;
/* Picks a file of <store>/inbox and attaches it. */
enum err documents_attach(struct session *s, const char *entity, const char *code,
    struct err_note *note) MUST_CHECK;

#endif
