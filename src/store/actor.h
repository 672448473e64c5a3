/* actor.h - who acts: user, groups, rights, branch. Rights are group x
 * function x verb; a user has the union of its groups' rights (G1). */
#ifndef QUEN_STORE_ACTOR_H
#define QUEN_STORE_ACTOR_H

#include "store/store.h"

enum verb {
	VERB_VIEW = 1, VERB_ADD = 2, VERB_EDIT = 4, VERB_DELETE = 8,
	VERB_PRINT = 16, VERB_EXPORT = 32, VERB_ALL = 63
};

/* A function of the program that rights are given on: forms name them, so do
 * operations. The list feeds the rights screen and quen check. */
struct function { const char *name, *title; int verbs; };
extern const struct function function_table[];	/* ends with a NULL name */
const struct function *function_find(const char *name);
const char *verb_name(enum verb v);

/* ERR_NOTFOUND unknown or locked user. code NULL: the system itself (init,
 * demo, migration): may do everything, named "system". */
enum err actor_open(struct store *st, const char *user_code, struct actor **out,
    struct err_note *note) MUST_CHECK;
/* Who signed in with a card at the customers' door: named after it in the trail. The store shows
 * it this card, its customer's few fields, points, money and history of the two, the levels and the
 * gifts; it writes suggestions and nothing else (own_card.c). Everything else is ERR_DENIED.
 * ERR_DENIED here, and at store_begin() later on: the card is not an active one. */
enum err actor_open_holder(struct store *st, const char *card_number, struct actor **out,
    struct err_note *note) MUST_CHECK;
void actor_close(struct actor *a);

int64_t actor_id(const struct actor *a);
const char *actor_code(const struct actor *a);
const char *actor_name(const struct actor *a);
const char *actor_lang(const struct actor *a);	/* "" = none chosen */
const char *actor_theme(const struct actor *a);
const char *actor_keymap(const struct actor *a);
bool actor_is_admin(const struct actor *a);
int64_t actor_store_id(const struct actor *a);	/* 0 = none */
const char *actor_store_code(const struct actor *a);
/* Works at another branch for this session (a till's). */
enum err actor_set_store(struct store *st, struct actor *a, const char *store_code,
    struct err_note *note) MUST_CHECK;

/* May it, as far as the rights in memory say: for menus and key bars only. */
bool access_may(const struct actor *a, const char *function, enum verb v);
/* May it see what stands in the field (rule S4). */
bool access_sees(const struct actor *a, const struct field *f);
/* The check that counts, inside a transaction. ERR_DENIED: "Not allowed: …"; the refusal is
 * audited after the rollback. */
enum err access_need(struct store *st, const char *function, enum verb v,
    struct err_note *note) MUST_CHECK;

/* What follows changes only what is the actor's own: no right is needed for it. Inside a
 * write transaction. */
void access_own(struct store *st);

/* Password of a user (G1); set by itself or by who may edit users. */
enum err actor_set_password(struct store *st, const char *user_code,
    const char *password, struct err_note *note) MUST_CHECK;
/* true when it fits and the user is active; constant work for unknown users. */
bool actor_check_password(struct store *st, const char *user_code, const char *password);
/* Does Quen keep a password of this user: not of those that PAM knows alone. */
bool actor_has_password(struct store *st, const char *user_code);

/* The actor's own language, colours and keys ("" = none chosen), which need no right.
 * Inside a write transaction; ERR_INVALID names the field. */
struct actor_prefs { const char *lang, *theme, *keymap; };
enum err actor_set_prefs(struct store *st, const struct actor_prefs *p,
    struct err_note *note) MUST_CHECK;

/* How the actor has a list or a screen: a small JSON text under a name ("list.customer"), which
 * needs no right. load: inside a transaction; *body is NULL where nothing is kept, else the caller
 * frees it. save: inside a write transaction; NULL drops it. Who is no user keeps nothing. */
#define VIEW_BODY_MAX 4096
enum err actor_view_load(struct store *st, const char *name, char **body,
    struct err_note *note) MUST_CHECK;
enum err actor_view_save(struct store *st, const char *name, const char *body,
    struct err_note *note) MUST_CHECK;

#endif
