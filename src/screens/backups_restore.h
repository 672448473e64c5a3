/* backups_restore.h - comparing a version with now, and putting it in its place. For backups.c. */
#ifndef QUEN_SCREENS_BACKUPS_RESTORE_H
#define QUEN_SCREENS_BACKUPS_RESTORE_H

#include "jobs/backup.h"
#include "screens/session.h"

/* How a version is opened, and the room for what was typed. The caller wipes it. */
struct backups_secret {
	struct backup_opener opener;
	unsigned char recovery[LOCKBOX_KEY];
	char passphrase[256];
};
/* Asks only when the server itself has no key of it. false: given up. */
bool backups_ask_key(struct session *s, const struct backup_info *b, struct backups_secret *secret);
/* Shows the comparison; restore: then asks for the word, and does it. */
void backups_restore(struct session *s, const struct backup_info *b, bool restore);

#endif
