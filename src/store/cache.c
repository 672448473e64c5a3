/* Rules read from catalogs, once per change instead of once per sale
 * (PERFORMANCE.md, "What a sale costs"). */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store/query.h"
#include "store/store_internal.h"

struct cached {
	char name[24];
	int64_t epoch;
	void *p;
	void (*free_it)(void *p);
	struct cached *next;
};

static void
drop(struct cached *c)
{
	c->free_it(c->p);
	free(c);
}

void
cache_clear(struct store *st)
{
	while (st->cached != NULL) {
		struct cached *c = st->cached;

		st->cached = c->next;
		drop(c);
	}
}

void *
store_cached(struct store *st, const char *name)
{
	assert(st->in_tx);
	for (struct cached **at = &st->cached; *at != NULL; at = &(*at)->next) {
		struct cached *c = *at;

		if (strcmp(c->name, name) != 0)
			continue;
		if (c->epoch == st->catalogs_epoch)
			return c->p;
		*at = c->next;
		drop(c);
		break;
	}
	return NULL;
}

void
store_cache(struct store *st, const char *name, void *p, void (*free_it)(void *p))
{
	struct cached *c = xcalloc(1, sizeof(*c));

	assert(st->in_tx && strlen(name) < sizeof(c->name));
	str_copy(c->name, sizeof(c->name), name);
	c->epoch = st->catalogs_epoch;
	c->p = p;
	c->free_it = free_it;
	c->next = st->cached;
	st->cached = c;
}

static bool
is_one_of(const char *name, const char *const *names)
{
	for (; *names != NULL; names++) {
		if (strcmp(name, *names) == 0)
			return true;
	}
	return false;
}

enum err
touch_rights(struct store *st, struct err_note *note)
{
	st->known.has_epochs = false;
	return store_run(st, "epoch_rights", DB_NO_ARGS, NULL, note);
}

enum err
cache_touch(struct store *st, const struct entity *e, struct err_note *note)
{
	/* Rule S5: rights withdrawn work with the next action. */
	static const char *const rights[] = { "user", "group", "right", "store", NULL };
	static const char *const rules[] = { "price_rule", "promotion", "earn_rule",
	    "topup_rule", "product", "product_category", "level", NULL };

	if (is_one_of(e->name, rights))
		return touch_rights(st, note);
	return is_one_of(e->name, rules) ? store_touch_catalogs(st, note) : ERR_OK;
}

enum err
store_touch_catalogs(struct store *st, struct err_note *note)
{
	/* What this transaction reads from now on is nobody else's before it commits. */
	cache_clear(st);
	st->catalogs_epoch = -1;
	st->known.has_epochs = false;
	return store_run(st, "epoch_catalogs", DB_NO_ARGS, NULL, note);
}
