/* store.h - an open installation: database, entities, settings, actor.
 * The one gate (DESIGN 2): everything above reads and writes business data
 * through store/ only, always as an actor, always inside a transaction of
 * store_begin(). */
#ifndef QUEN_STORE_STORE_H
#define QUEN_STORE_STORE_H

#include "base/err.h"
#include "model/record.h"

struct store;
struct actor;

/* Where things are. Zero members take the installed places; home puts
 * everything under one folder. */
struct store_paths {
	char db[512], forms[512], keymaps[512], sql[512], locale[512], site[512], themes[512];
	char beside[512];	/* folder of the documents when db is a copy elsewhere; "": its own */
	bool site_must_be_right;	/* wrong forms of the site fail, nothing kept is taken (quen check) */
};
/* home may be NULL. Looks for the data beside a build tree when not installed
 * (QUEN_DATA, set by quickstart and tests, wins). */
enum err store_find(const char *home, struct store_paths *p, struct err_note *note) MUST_CHECK;

/* ERR_NOTFOUND: no store there (text says "quen init"); ERR_CONFIG: newer or
 * older schema, wrong forms. */
enum err store_open(const struct store_paths *p, struct store **out,
    struct err_note *note) MUST_CHECK;
void store_close(struct store *st);
const struct model *store_model(const struct store *st);
const struct store_paths *store_paths(const struct store *st);
bool store_is_readonly(const struct store *st);

/* Makes an empty store: schema, settings, series, group "admin", user
 * "admin", store "S1", till "T1". ERR_CONFLICT when there is one. */
/* lang, when given, is the language of the rows that a store starts with, too (in the language
 * that messages have now). */
struct store_init { const char *currency, *zone, *lang, *name; bool encrypt; };
enum err store_create(const struct store_paths *p, const struct store_init *in,
    struct err_note *note) MUST_CHECK;

/* A transaction as an actor. WRITE takes the turn. Rights are read again when
 * the rights epoch moved (rule S5). Read transactions may nest in nothing.
 * ERR_CONFIG, field "schema": a newer program changed the tables since store_open().
 * On any failure inside: store_rollback(). Committing a WRITE without having
 * asked for any right (access_need, record ops do it) is a broken promise. */
enum err store_begin(struct store *st, struct actor *a, bool write,
    struct err_note *note) MUST_CHECK;
enum err store_commit(struct store *st, struct err_note *note) MUST_CHECK;
void store_rollback(struct store *st);		/* fine outside a transaction */
/* Before "posted", drawer or receipt: everything committed is on the disk. */
enum err store_durable(struct store *st, struct err_note *note) MUST_CHECK;
/* When the user has been told: housekeeping of some milliseconds that had to wait for that. */
void store_rest(struct store *st);
/* Nothing of what was overwritten is left in the write-ahead log. ERR_BUSY: somebody reads from it
 * for seconds. Outside of a transaction. */
enum err store_empty_log(struct store *st, struct err_note *note) MUST_CHECK;
struct actor *store_actor(const struct store *st);	/* of the transaction; NULL outside */

/* A new id, unique in the whole store. Inside a write transaction. */
enum err store_new_id(struct store *st, int64_t *id, struct err_note *note) MUST_CHECK;

/* What a rule book made of catalog rows, kept from one transaction to the next: under its name
 * until a catalog changes (epoch.catalogs). store_cached: NULL when it has to be made anew.
 * store_cache takes p. Inside a transaction. */
void *store_cached(struct store *st, const char *name);
void store_cache(struct store *st, const char *name, void *p, void (*free_it)(void *p));
/* A rule book changed catalog rows itself; saving records does this alone. */
enum err store_touch_catalogs(struct store *st, struct err_note *note) MUST_CHECK;

/* The user's language and the shop's money. Borrowed, stale after a setting changes. */
const struct format *store_format(struct store *st);
void store_set_lang(struct store *st, const char *lang);

/* Asked every few milliseconds of work inside a statement, from here on; true stops it with
 * ERR_CANCELLED. NULL: nobody asks. */
void store_set_stop(struct store *st, bool (*stop)(void *arg), void *arg);

/* For proofs of the bytes, tests and benches only. */
struct db *store_db(struct store *st);

#endif
