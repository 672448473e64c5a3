/* sign_in_parts.h - what the files of signing in share. Not for others. */
#ifndef QUEN_DOMAIN_SIGN_IN_PARTS_H
#define QUEN_DOMAIN_SIGN_IN_PARTS_H

#include "base/date.h"
#include "domain/sign_in.h"

struct sign_in { struct store *st; struct actor *system; };

struct sign_user {
	int64_t id;			/* 0: there is none */
	char code[64], name[128], hash[PASSWORD_HASH_SIZE];
	int64_t password_at;
	bool is_active, needs_new;
	day_t until;
	int from_minute, to_minute;	/* -1 none */
};
/* ERR_OK with id 0 when there is none. Inside a transaction. */
enum err sign_user_load(struct store *st, const char *code, struct sign_user *u,
    struct err_note *note) MUST_CHECK;
enum sign_account sign_user_account(struct store *st, const struct sign_user *u);
/* ERR_DENIED for an administrator's sign-in unless the actor is one too. */
enum err sign_user_guard(struct store *st, const struct sign_user *u, struct err_note *note)
    MUST_CHECK;

/* sign_in_code.c. Inside a read transaction. */
enum err sign_code_has(struct store *st, int64_t user_id, bool *has, struct err_note *note) MUST_CHECK;
/* Takes a code: ERR_DENIED wrong, used or locked. Opens its own transaction and is durable. */
enum err sign_code_take(struct sign_in *si, int64_t user_id, const char *typed,
    struct err_note *note) MUST_CHECK;

/* sign_in_map.c: inside a write transaction. */
enum err sign_map_groups(struct store *st, const char *user, const char *groups, bool exists,
    struct err_note *note) MUST_CHECK;
/* Signs every change of a user's keys and codes. */
enum err sign_audit(struct store *st, const char *action, const struct sign_user *u,
    struct err_note *note) MUST_CHECK;

#endif
