/* backups.h - versions of the store: made, proved, compared with now, put back; the recovery key;
 * what to look at after a restore. MISSION G5; doc/BACKUP.md. */
#ifndef QUEN_SCREENS_BACKUPS_H
#define QUEN_SCREENS_BACKUPS_H

#include "jobs/backup.h"
#include "screens/session.h"

enum err backups_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
/* The alarm as one line ("No verified backup for 26 hours: BK"); "" when all is well or it is none
 * of this user's business. role: how bad. */
void backups_alarm(struct session *s, char *text, size_t size, enum role *role);

/* ---- backups_keys.c: each asks and says what came of it */
void backups_new_key(struct session *s);
void backups_test_key(struct session *s);
void backups_passphrase(struct session *s);
/* ---- backups_after.c */
enum err backups_after_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

/* How the store lies on the disk, and by which keys: shown, and changed. */
void backups_encrypt(struct session *s);

#endif
