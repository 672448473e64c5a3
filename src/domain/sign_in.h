/* sign_in.h - who may come in: passwords, one-time codes, public keys, hours, groups of other
 * systems, and the trail of it. The store side of `quen serve` and of pam_quen.so. TRUST.md T2-T5.
 *
 * Functions of struct sign_in open their own transactions, as the system. The answer to a wrong
 * try never says what was wrong; the work is the same for users that do not exist. */
#ifndef QUEN_DOMAIN_SIGN_IN_H
#define QUEN_DOMAIN_SIGN_IN_H

#include "base/secret.h"
#include "store/record_hook.h"
#include "store/store.h"

struct sign_in;
struct sign_in *sign_in_open(struct store *st);		/* st is borrowed */
void sign_in_close(struct sign_in *si);

enum sign_codes {
	SIGN_CODE_IF_SET,		/* from users who have set codes up */
	SIGN_CODE_ALWAYS,		/* who has none set up does not get in */
	SIGN_CODE_NEVER,
	SIGN_CODE_ONLY			/* the second step after a key: no password */
};
struct sign_try {
	const char *user, *password, *code;
	enum sign_codes codes;
	bool took_code;			/* result: a code was needed, and right */
};
/* ERR_OK; ERR_DENIED whatever was wrong; others: no answer could be found. A right code is used
 * up, on the disk, before this returns. Locked users pass here: sign_in_account() refuses them. */
enum err sign_in_try(struct sign_in *si, struct sign_try *t, struct err_note *note) MUST_CHECK;

enum sign_account { SIGN_ACCOUNT_OK, SIGN_UNKNOWN, SIGN_LOCKED, SIGN_EXPIRED, SIGN_HOURS,
	SIGN_NEW_PASSWORD };
/* May the user work now. Tell what came out only to who has proved to be the user. */
enum err sign_in_account(struct sign_in *si, const char *user, enum sign_account *out,
    struct err_note *note) MUST_CHECK;
/* A new password by the user, old one first. ERR_DENIED the old one is wrong; ERR_INVALID. */
enum err sign_in_change(struct sign_in *si, const char *user, const char *old,
    const char *password, struct err_note *note) MUST_CHECK;

struct sign_key { char fingerprint[FINGERPRINT_SIZE], till[32]; };
/* Is this the user's key, as SSH sends it. ERR_DENIED no; k then has the fingerprint alone. */
enum err sign_in_key(struct sign_in *si, const char *user, const void *blob, size_t len,
    struct sign_key *k, struct err_note *note) MUST_CHECK;

/* What holds for the whole shop: the same dialogue for everybody. */
struct sign_policy {
	bool codes;			/* somebody has to give codes: everybody is asked */
	bool key_codes;			/* a key alone is not enough for users with codes */
	bool key_alone;			/* no: a key lets in nobody without a code */
	bool card_door;
	char networks[401];		/* of the tills: "192.168.1.0/24,10.0.0.7" */
};
enum err sign_in_policy(struct sign_in *si, struct sign_policy *p, struct err_note *note) MUST_CHECK;
/* Does the user have to give codes. False for unknown ones. */
enum err sign_in_has_code(struct sign_in *si, const char *user, bool *has, struct err_note *note)
    MUST_CHECK;

/* The last step of a sign-in that PAM let through: the user must be one of Quen's.
 *   groups  of the system that let them in, commas; mapped by signin.group_map; may be ""
 *   own     pam_quen.so checked the password: groups are left alone
 * code gets the name as Quen writes it. ERR_DENIED: not one of ours, locked, out of hours. */
enum err sign_in_enter(struct sign_in *si, const char *user, const char *groups, bool own,
    char *code, size_t size, struct err_note *note) MUST_CHECK;

/* Card number and PIN (rule V4, with its lock). number gets the card's own. ERR_DENIED whatever
 * was wrong. */
enum err sign_in_card(struct sign_in *si, const char *scanned, const char *pin, char *number,
    size_t size, struct err_note *note) MUST_CHECK;

/* ---- the trail */
enum sign_event { SIGN_EVENT_IN, SIGN_EVENT_FAILED, SIGN_EVENT_LOCK, SIGN_EVENT_ENDED,
	SIGN_EVENT_AGAIN };
struct sign_note {
	enum sign_event event;
	const char *user;		/* as typed, for failures; or the number of a card */
	bool is_card;
	const char *source;		/* address, or "" */
	const char *how;		/* "password,code", or "" */
	const char *key;		/* fingerprint, or "" */
	int64_t count;			/* failures since the last row */
};
/* One row in the audit trail, in a transaction of its own; also for sessions, which have their
 * own store: signed in, refused, locked out, ended, taken up again. */
enum err sign_in_note(struct store *st, const struct sign_note *n, struct err_note *note) MUST_CHECK;

/* ---- one-time codes, inside store_begin(write); the user itself, or who may edit users */
/* A new seed; codes count once one of them was confirmed. ERR_CONFLICT when codes are set up
 * already: they are taken away first. */
enum err sign_code_make(struct store *st, const char *user, unsigned char *seed /* TOTP_SEED */,
    struct err_note *note) MUST_CHECK;
enum err sign_code_confirm(struct store *st, const char *user, const char *typed,
    struct err_note *note) MUST_CHECK;
/* Needs user.edit, of administrators' codes also to be one: never the user alone. */
enum err sign_code_drop(struct store *st, const char *user, struct err_note *note) MUST_CHECK;
/* Seals all of them anew by the newest master key (keyring.h). *codes: how many. */
enum err sign_codes_rekey(struct store *st, int64_t *codes, struct err_note *note) MUST_CHECK;
/* "otpauth://totp/…": what the QR code says. */
char *sign_code_uri(struct store *st, const char *user, const unsigned char *seed);

/* ---- keys */
/* Lines for AuthorizedKeysCommand, on the heap: the keys of a user (NULL: of everybody), or of them
 * the one with the fingerprint (NULL: all); "" when there are none. Who may not work now has none.
 * command stands in front: what runs at sign-in, with the user's code behind it. */
enum err sign_key_lines(struct store *st, const char *user, const char *fingerprint,
    const char *command, char **out, struct err_note *note) MUST_CHECK;
/* The hook of forms/user_key.form. */
enum err user_key_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;

#endif
