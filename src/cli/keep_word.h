/* keep_word.h - what the commands of backup and restore share. */
#ifndef QUEN_CLI_KEEP_WORD_H
#define QUEN_CLI_KEEP_WORD_H

#include "cli/cli.h"
#include "jobs/backup.h"

/* One line of the terminal without showing it (with what in front), or of standard input. */
enum err keep_read_secret(const char *what, char *buf, size_t size, struct err_note *note) MUST_CHECK;
/* --recovery-key FILE (- asks), --passphrase (asks): fills o, which points into the room given. */
struct keep_secret { unsigned char recovery[LOCKBOX_KEY]; char passphrase[256]; };
enum err keep_opener(const struct args *a, struct keep_secret *room, struct backup_opener *o,
    struct err_note *note) MUST_CHECK;
/* "22.11.2026 03:15  daily  ..."; what it holds. */
void keep_tell(const struct backup_info *b);
json_t *keep_json(const struct backup_info *b);
void keep_bytes(int64_t bytes, char *buf, size_t size);
/* Steps of a long work, on stderr, when that is a terminal. */
bool keep_progress(void *arg, int percent, const char *what);

#endif
