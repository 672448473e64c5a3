#include "store/errand.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "store/store_internal.h"

#define ACTORS 64		/* of other sessions, kept open */
#define GROUP 16		/* errands in one transaction */

/* Before the text: who asks, where, and in which language texts are kept (the why of a line). */
static void
add_head(struct strbuf *b, const struct store *st, const struct actor *a)
{
	strbuf_add_n(b, (const char *)&a->store_id, sizeof a->store_id);
	strbuf_add_n(b, a->code, strlen(a->code) + 1);
	strbuf_add_n(b, st->lang, strlen(st->lang) + 1);
}

/* The next word; NULL: there is none. */
static const char *
head_part(const char **p, size_t *len)
{
	const char *start = *p, *end = memchr(start, '\0', *len);

	if (end == NULL)
		return NULL;
	*len -= (size_t)(end + 1 - start);
	*p = end + 1;
	return start;
}

/* Somebody's who works as this user in this branch; NULL when there is no such user any more. */
static struct actor *
actor_of(struct store *st, const char *code, int64_t store_id)
{
	struct actor **place = &st->others[st->next_other++ % ACTORS], *a = NULL;
	struct err_note note;

	for (int i = 0; i < ACTORS; i++) {
		struct actor *o = st->others[i];

		if (o != NULL && strcmp(o->code, code) == 0 && o->store_id == store_id) {
			st->next_other--;
			return o;
		}
	}
	if (actor_open(st, code, &a, &note) != ERR_OK)
		return NULL;
	if (a->store_id != store_id &&
	    (store_id == 0 || actor_work_at(st, a, store_id, &note) != ERR_OK)) {
		actor_close(a);
		return NULL;
	}
	actor_close(*place);
	return *place = a;
}

void
errand_fini(struct store *st)
{
	for (int i = 0; st->others != NULL && i < ACTORS; i++)
		actor_close(st->others[i]);
	free(st->others);
	st->others = NULL;
}

bool
store_is_busy(const struct store *st)
{
	return db_is_busy(st->db);
}

enum err
store_begin_errand(struct store *st, struct actor *a, const struct strbuf *text,
    struct errand_end *end, struct err_note *note)
{
	struct strbuf b = { 0 };
	struct db_bytes reply;
	enum err e;

	*end = (struct errand_end){ 0 };
	if (a->is_system || a->is_holder)
		return store_begin(st, a, true, note);
	add_head(&b, st, a);
	strbuf_add_n(&b, text->s, text->len);
	e = db_begin_or_leave(st->db, &(struct db_bytes){ b.s, b.len }, &reply, &end->is_unknown, note);
	strbuf_fini(&b);
	end->reply = reply.p;
	end->len = reply.len;
	return e == ERR_OK && end->reply == NULL ? store_begun(st, a, true, note) : e;
}

struct job { struct db_bytes text; struct strbuf reply; };

static bool
do_job(struct store *st, const struct errand_does *does, struct job *j)
{
	const char *p = j->text.p, *code, *lang;
	size_t len = j->text.len;
	struct actor *a = NULL;
	int64_t store_id;

	strbuf_clear(&j->reply);
	if (len < sizeof store_id)
		return false;
	memcpy(&store_id, p, sizeof store_id);
	p += sizeof store_id;
	len -= sizeof store_id;
	code = head_part(&p, &len);
	lang = code != NULL ? head_part(&p, &len) : NULL;
	if (lang != NULL && strcmp(lang, st->lang) == 0)
		a = actor_of(st, code, store_id);
	return a != NULL && does->run(st, a, p, len, &j->reply);
}

/* As many as wait, in one transaction: pages that all of them change are written once. */
static bool
do_together(struct store *st, const struct errand_does *does, struct job *job, size_t *n)
{
	bool good = db_begin_group(st->db);

	*n = 1;
	if (!good)
		return false;
	while ((good = do_job(st, does, &job[*n - 1])) && *n < GROUP &&
	    db_next_errand(st->db, &job[*n].text))
		++*n;
	if (db_end_group(st->db) && good) {
		keep_known(st);
		return true;
	}
	forget_rolled_back(st);
	return false;
}

/* False: there is no more, or one is its owner's to do. */
static bool
serve(struct store *st, const struct errand_does *does)
{
	struct job job[GROUP] = { 0 };
	size_t n = 0;
	bool more = db_next_errand(st->db, &job[0].text), together;

	if (!more)
		return false;
	together = do_together(st, does, job, &n);
	for (size_t i = 0; i < n; i++) {
		struct job *j = &job[i];
		bool done = together || (more && do_job(st, does, j));

		/* One that failed undid them all: one by one. */
		more = more && db_end_errand(st->db, done ? j->reply.s : NULL, j->reply.len);
		strbuf_fini(&j->reply);
		free(j->text.p);
	}
	return more;
}

enum err
store_commit_serving(struct store *st, const struct errand_does *does, struct err_note *note)
{
	enum err e;

	db_keep(st->db);
	e = store_commit(st, note);
	if (st->others == NULL)
		st->others = xcalloc(ACTORS, sizeof(*st->others));
	st->is_errand = true;
	while (e == ERR_OK && serve(st, does))
		;
	st->is_errand = false;
	db_release(st->db);
	return e;
}
