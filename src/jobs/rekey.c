#include "jobs/rekey.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/keyring.h"
#include "base/log.h"
#include "base/str.h"
#include "db/copy.h"
#include "db/crypt.h"
#include "domain/sign_in.h"
#include "jobs/notice.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/sealed.h"

#define LEAVE_MS 10000			/* to leave in, after the warning */

enum rekey_what
rekey_word(const char *word)
{
	return str_eq(word, "on") ? REKEY_ON : str_eq(word, "off") ? REKEY_OFF :
	    str_eq(word, "new-key") ? REKEY_PAGES : str_eq(word, "new-master") ? REKEY_MASTER : REKEY_NONE;
}

/* Tests let it die on the way. */
static void
die_at(const char *stage)
{
	if (str_eq(getenv("QUEN_TEST"), "1") && str_eq(getenv("QUEN_REKEY_DIES"), stage))
		raise(SIGKILL);
}

static enum err
open_as_system(const struct store_paths *p, bool write, struct store **st, struct actor **a,
    struct err_note *note)
{
	enum err e = store_open(p, st, note);

	if (e == ERR_OK)
		e = actor_open(*st, NULL, a, note);
	return e == ERR_OK ? store_begin(*st, *a, write, note) : e;
}

static void
leave(struct store *st, struct actor *a)
{
	if (st != NULL)
		store_rollback(st);
	actor_close(a);
	store_close(st);
}

enum err
rekey_look(const struct store_paths *p, struct rekey_state *s, struct err_note *note)
{
	struct store *st = NULL;
	struct actor *a = NULL;
	enum err e = open_as_system(p, false, &st, &a, note);

	*s = (struct rekey_state) { .fields = 1, .masters = 1 };
	if (e == ERR_OK) {
		s->page_key = db_crypt_key(store_db(st));
		e = sealed_master(st, &s->fields, note);
	}
	leave(st, a);
	if (e == ERR_OK && keyring_exists(p->db))
		e = keyring_count(p->db, false, &s->masters, note);
	return e;
}

/* ---- pages */

/* Everybody is told and ends; who comes later waits until we are done. */
static enum err
clear_the_room(const struct rekey_order *o, struct notice_given **given, struct err_note *note)
{
	struct notice n = { .until_ms = clock_now_ms() + (int64_t)o->warn_s * 1000, .what = "encrypt" };
	struct db_alone *alone = NULL;
	enum err e;

	if (o->warn_s < 0)
		return ERR_OK;
	str_copy(n.by, sizeof n.by, o->by);
	e = notice_give(o->p, &n, given, note);
	if (e == ERR_OK)
		e = db_alone_begin(o->p->db, o->warn_s * 1000 + LEAVE_MS, &alone, note);
	db_alone_end(alone);
	return e;
}

static enum err
write_pages(const struct rekey_order *o, uint32_t key, struct rekey_done *out, struct err_note *note)
{
	struct notice_given *given = NULL;
	enum err e = clear_the_room(o, &given, note);

	if (e == ERR_OK)
		e = db_crypt_convert(o->p->db, key, note);
	if (e == ERR_OK)
		out->state.page_key = key;
	notice_end(given);
	return e;
}

/* ---- the master key */

/* One that a run before this one added and did not come to use is used now. */
static enum err
newer_master(const struct store_paths *p, struct rekey_state *s, struct err_note *note)
{
	bool is_left = s->fields < s->masters ||
	    (s->page_key != 0 && KEYRING_MASTER(s->page_key) < s->masters);

	return is_left ? ERR_OK : keyring_add(p->db, &s->masters, note);
}

/* All in one transaction, others may work meanwhile: whoever looks afterwards reads in the store
 * which key it is. */
static enum err
seal_fields(const struct rekey_order *o, struct rekey_done *out, struct err_note *note)
{
	struct store *st = NULL;
	struct actor *a = NULL;
	enum err e = open_as_system(o->p, true, &st, &a, note);

	if (e == ERR_OK)
		e = sealed_rekey(st, out->state.masters, &out->fields, note);
	if (e == ERR_OK)
		e = sign_codes_rekey(st, &out->codes, note);
	die_at("fields");
	if (e == ERR_OK)
		e = store_commit(st, note);
	if (e == ERR_OK)
		e = store_durable(st, note);
	if (e == ERR_OK)
		out->state.fields = out->state.masters;
	leave(st, a);
	return e;
}

static uint32_t
wanted_key(const struct rekey_order *o, const struct rekey_state *s)
{
	uint32_t first = (uint32_t)KEYRING_ID(s->masters, 1);

	switch (o->what) {
	case REKEY_ON:
		return s->page_key != 0 ? s->page_key : first;
	case REKEY_PAGES:
		return s->page_key != 0 ? s->page_key + 1 : first;
	case REKEY_MASTER:
		return s->page_key == 0 || KEYRING_MASTER(s->page_key) == s->masters ? s->page_key : first;
	case REKEY_OFF:
	case REKEY_NONE:
		break;
	}
	return 0;
}

static void
name_it(const struct rekey_order *o, struct rekey_done *out)
{
	if (o->what == REKEY_MASTER)
		snprintf(out->what, sizeof out->what, "master %u", out->state.masters);
	else if (out->state.page_key != 0)
		snprintf(out->what, sizeof out->what, "key %" PRIu32 " of master %u",
		    out->state.page_key & 0xffffff, KEYRING_MASTER(out->state.page_key));
	else
		str_copy(out->what, sizeof out->what, "off");
}

enum err
rekey_run(const struct rekey_order *o, struct rekey_done *out, struct err_note *note)
{
	uint32_t want;
	enum err e;

	*out = (struct rekey_done) { 0 };
	e = rekey_look(o->p, &out->state, note);
	if (e == ERR_OK && o->what == REKEY_MASTER)
		e = newer_master(o->p, &out->state, note);
	die_at("added");
	want = wanted_key(o, &out->state);
	if (e == ERR_OK && want != out->state.page_key)
		e = write_pages(o, want, out, note);
	die_at("pages");
	if (e == ERR_OK && o->what == REKEY_MASTER && out->state.fields < out->state.masters)
		e = seal_fields(o, out, note);
	name_it(o, out);
	return e;
}

enum err
rekey_trail(struct store *st, const struct rekey_done *d, struct err_note *note)
{
	enum err e = access_need(st, "setting", VERB_EDIT, note);

	return e != ERR_OK ? e : audit_write(st, &(struct audit_entry) { .function = "setting",
	    .action = "encrypt", .entity = "", .row_code = d->what, .reason = "", .request = "" }, note);
}
