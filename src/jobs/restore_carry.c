/* What a restore does not roll back: drafts of the people who were at work, codes that were used,
 * erasures of people. Whatever else differs in who may come in and do what is written down, to be
 * looked at (TRUST.md H7). All of it before the generation is anybody's. */
#include "jobs/restore_part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/erase.h"
#include "domain/hooks.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/setting.h"

#define CHECKS_MOST 2000

struct side { struct store *st; struct actor *a; };

/* A fact about access: kind, who, what; sorted. */
struct fact { char kind[16], who[64], what[512]; };
struct facts { struct fact *f; size_t n, cap; };

static enum err
open_side(const struct store_paths *paths, const char *db, struct side *s, struct err_note *note)
{
	struct store_paths p = *paths;
	enum err e;

	home_of(paths, p.beside, sizeof p.beside);
	str_copy(p.db, sizeof p.db, db);
	e = store_open(&p, &s->st, note);
	if (e != ERR_OK)
		return e;
	store_set_hooks(s->st, domain_hooks);
	return actor_open(s->st, NULL, &s->a, note);
}

static void
close_side(struct side *s)
{
	actor_close(s->a);
	store_close(s->st);
	*s = (struct side) { 0 };
}

static enum err
read_facts(struct side *s, struct facts *f, struct err_note *note)
{
	enum err e = store_begin(s->st, s->a, false, note);
	struct db_stmt *q;
	enum db_step step = DB_FAILED;

	if (e != ERR_OK)
		return e;
	q = store_query(s->st, "keep.access", DB_NO_ARGS, note);
	while (q != NULL && (step = db_step(q, note)) == DB_ROW) {
		f->f = xgrow(f->f, &f->cap, f->n + 1, sizeof *f->f);
		str_copy(f->f[f->n].kind, sizeof f->f->kind, db_text(q, 0));
		str_copy(f->f[f->n].who, sizeof f->f->who, db_text(q, 1));
		str_copy(f->f[f->n++].what, sizeof f->f->what, db_text(q, 2));
	}
	e = step == DB_DONE ? ERR_OK : db_why(note);
	store_rollback(s->st);
	return e;
}

static int
compare(const struct fact *a, const struct fact *b)
{
	int c = strcmp(a->kind, b->kind);

	if (c == 0)
		c = strcmp(a->who, b->who);
	return c != 0 ? c : strcmp(a->what, b->what);
}

static enum err
put_check(struct restoring *x, struct side *now, const struct fact *f, bool was, struct err_note *note)
{
	int64_t id;
	enum err e = store_new_id(now->st, &id, note);

	if (e != ERR_OK)
		return e;
	x->done->checks++;
	return store_run(now->st, "keep.check_put", DB_ARGS(DB_INT("id", id),
	    DB_INT("at", clock_now_ms()), DB_TEXT("kind", f->kind), DB_TEXT("who", f->who),
	    DB_TEXT("before", was ? f->what : ""), DB_TEXT("now", was ? "" : f->what)), NULL, note);
}

/* One pass over both, as they are sorted. */
static enum err
put_checks(struct restoring *x, struct side *now, const struct facts *old, const struct facts *new,
    struct err_note *note)
{
	size_t i = 0, k = 0;
	enum err e = ERR_OK;

	while (e == ERR_OK && (i < old->n || k < new->n) && x->done->checks < CHECKS_MOST) {
		int c = i == old->n ? 1 : k == new->n ? -1 : compare(&old->f[i], &new->f[k]);

		if (c < 0)
			e = put_check(x, now, &old->f[i++], true, note);
		else if (c > 0)
			e = put_check(x, now, &new->f[k++], false, note);
		else
			i++, k++;
	}
	return e;
}

/* Rows of the old store, one by one into the new one: both in transactions. */
static enum err
carry_drafts(struct restoring *x, struct side *old, struct side *now, struct err_note *note)
{
	struct db_stmt *q = store_query(old->st, "keep.drafts", DB_NO_ARGS, note);
	int64_t changed = 0;
	enum db_step step;
	enum err e = ERR_OK;

	if (q == NULL)
		return db_why(note);
	while (e == ERR_OK && (step = db_step(q, note)) == DB_ROW) {
		e = store_run(now->st, "keep.draft_put", DB_ARGS(DB_INT("user", db_int(q, 0)),
		    DB_TEXT("key", db_text(q, 1)), DB_TEXT("title", db_text(q, 2)),
		    DB_INT("at", db_int(q, 3)), DB_TEXT("body", db_text(q, 4)),
		    DB_TEXT("code", db_text(q, 5))), &changed, note);
		x->done->drafts += changed;
	}
	db_reset(q);
	return e != ERR_OK ? e : step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
carry_steps(struct side *old, struct side *now, struct err_note *note)
{
	struct db_stmt *q = store_query(old->st, "keep.code_steps", DB_NO_ARGS, note);
	enum db_step step;
	enum err e = ERR_OK;

	if (q == NULL)
		return db_why(note);
	while (e == ERR_OK && (step = db_step(q, note)) == DB_ROW) {
		size_t len = 0;
		const void *seed = db_blob(q, 2, &len);

		e = store_run(now->st, "keep.code_step_put", DB_ARGS(DB_INT("user", db_int(q, 0)),
		    DB_INT("step", db_int(q, 1)), DB_BLOB("seed", seed, len)), NULL, note);
	}
	db_reset(q);
	return e != ERR_OK ? e : step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
read_head(struct side *s, char head[2 * HASH_SIZE + 1], int64_t *rows, struct err_note *note)
{
	struct backup_info b = { 0 };
	struct backup_facts f;
	enum err e = backup_facts_now(store_db(s->st), &b, &f, note);

	str_copy(head, 2 * HASH_SIZE + 1, b.audit_head);
	*rows = b.audit_rows;
	return e;
}

/* A restore is never silent: the trail of the new generation begins with where it came from and
 * what it took the place of. */
static enum err
write_trail(struct restoring *x, struct side *now, int64_t old_rows, struct err_note *note)
{
	json_t *changes = json_pack("{s:[s, s], s:[I, I], s:[s, s]}", "audit_head", x->done->old_head,
	    x->done->new_head, "audit_rows", (json_int_t)old_rows, (json_int_t)x->r->b->audit_rows,
	    "version", "", x->r->b->id);
	char reason[200];
	enum err e;

	snprintf(reason, sizeof reason, "version %s of %.40s; replaces generation with head %.16s",
	    x->r->b->id, x->r->b->made_by, x->done->old_head[0] != '\0' ? x->done->old_head : "-");
	e = audit_write(now->st, &(struct audit_entry) { .function = "backup", .action = "restore",
	    .entity = "backup", .row_code = x->r->b->id, .reason = reason, .request = x->r->by,
	    .changes = changes }, note);
	json_decref(changes);
	return e;
}

static enum err
write_new(struct restoring *x, struct side *old, struct side *now, int64_t old_rows,
    const struct facts *then, const struct facts *here, struct err_note *note)
{
	enum err e = store_begin(now->st, now->a, true, note);

	if (e != ERR_OK)
		return e;
	access_own(now->st);
	if (old != NULL)
		e = carry_drafts(x, old, now, note);
	if (e == ERR_OK && old != NULL)
		e = carry_steps(old, now, note);
	if (e == ERR_OK && old != NULL)
		e = put_checks(x, now, then, here, note);
	if (e == ERR_OK)
		e = store_run(now->st, "keep.order_forget", DB_ARGS(DB_INT("at", clock_now_ms())), NULL, note);
	if (e == ERR_OK && old != NULL)
		e = setting_set(now->st, "hold.jobs", "yes", note);
	if (e == ERR_OK)
		e = setting_set(now->st, "hold.gateways", "yes", note);
	if (e == ERR_OK)
		e = write_trail(x, now, old_rows, note);
	if (e == ERR_OK)
		e = store_commit(now->st, note);
	if (e != ERR_OK)
		store_rollback(now->st);
	return e;
}

static enum err
erase_them(struct restoring *x, struct side *old, struct side *now, struct err_note *note)
{
	json_t *list = NULL;
	int64_t n = 0;
	enum err e = erase_list(old->st, old->a, &list, note);

	if (e == ERR_OK)
		e = erase_again(now->st, now->a, list, &x->done->erased, note);
	json_decref(list);
	if (e == ERR_OK && x->done->erased > 0)
		e = erase_finish(now->st, now->a, &n, note);
	return e;
}

static enum err
carry(struct restoring *x, struct side *old, struct side *now, struct err_note *note)
{
	struct facts then = { 0 }, here = { 0 };
	int64_t old_rows = 0, new_rows = 0;
	enum err e = read_head(now, x->done->new_head, &new_rows, note);

	if (e == ERR_OK && old != NULL)
		e = read_head(old, x->done->old_head, &old_rows, note);
	if (e == ERR_OK && old != NULL)
		e = read_facts(old, &then, note);
	if (e == ERR_OK && old != NULL)
		e = read_facts(now, &here, note);
	if (e == ERR_OK && old != NULL)
		e = store_begin(old->st, old->a, false, note);
	if (e == ERR_OK)
		e = write_new(x, old, now, old_rows, &then, &here, note);
	if (old != NULL)
		store_rollback(old->st);
	if (e == ERR_OK && old != NULL)
		e = erase_them(x, old, now, note);
	if (e == ERR_OK)
		e = store_durable(now->st, note);
	free(then.f);
	free(here.f);
	return e;
}

/* We are alone with the old one and its log is in its file: a second name for it, in a folder of
 * its own, opens it without the locks that we hold ourselves. */
static enum err
open_old(struct restoring *x, struct side *old, struct err_note *note)
{
	char dir[600], path[640], key[660], from[600];
	enum err e;

	snprintf(dir, sizeof dir, "%s/before", x->all);
	remove_dir(dir);
	e = make_dir(dir, note);
	snprintf(path, sizeof path, "%s/quen.db", dir);
	snprintf(key, sizeof key, "%s.key", path);
	snprintf(from, sizeof from, "%s.key", x->r->p->db);
	if (e == ERR_OK && link(db_alone_path(x->alone), path) != 0)
		e = io_failed(note);
	if (e == ERR_OK) {
		(void)!link(from, key);
		e = open_side(x->r->p, path, old, note);
	}
	return e;
}

static void
close_old(struct restoring *x, struct side *old)
{
	char dir[600];

	close_side(old);
	snprintf(dir, sizeof dir, "%s/before", x->all);
	remove_dir(dir);
}

static enum err
settle_new(struct restoring *x, struct err_note *note)
{
	struct db_alone *a = NULL;
	enum err e = db_alone_begin(x->db, 1000, &a, note);

	if (e == ERR_OK)
		e = db_alone_settle(a, note);
	db_alone_end(a);
	return e;
}

enum err
restore_carry(struct restoring *x, struct err_note *note)
{
	struct side old = { 0 }, now = { 0 };
	struct err_note why = { 0 };
	enum err e;

	x->done->carried = x->has_old && open_old(x, &old, &why) == ERR_OK;
	if (x->has_old && !x->done->carried)
		log_write(LOG_LEVEL_ERROR, "restore: the store that is replaced cannot be read: %s", why.text);
	e = open_side(x->r->p, x->db, &now, note);
	if (e == ERR_OK)
		e = carry(x, x->done->carried ? &old : NULL, &now, note);
	close_side(&now);
	close_old(x, &old);
	if (e == ERR_OK)
		e = settle_new(x, note);
	return e;
}
