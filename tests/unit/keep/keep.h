/* keep.h - what the tests of backup and restore share. */
#ifndef QUEN_TEST_KEEP_H
#define QUEN_TEST_KEEP_H

#include "shop.h"

#include "jobs/restore.h"

GROUP(keys);
GROUP(drills);

/* ---- test_keep.c */
struct backup_info make(struct shop *s, const char *kind);
enum err prove(struct shop *s, const char *path, char field[32]);
enum err restore(struct shop *s, const struct backup_info *b, struct restore_done *d,
    struct err_note *note);
void must_restore(struct shop *s, const struct backup_info *b, struct restore_done *d);
void flip(const char *path, int64_t at);
int64_t size_of(const char *path);
bool is_long(void);

#endif
