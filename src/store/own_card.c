#include "store/query.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "store/store_internal.h"

/* What the holder of a card may run at the customers' door: these statements by name, each bound
 * to what is the holder's own. Nothing else of the store is there for it: no list, no report, no
 * record of any entity. A statement that is not here is refused, so one that somebody adds
 * elsewhere is, too. */
enum own { OWN_NONE, OWN_CARD, OWN_NUMBER, OWN_HOLDER, OWN_CUSTOMER };
static const struct {
	const char *query;
	bool inside;			/* only while its suggestion is written */
	struct { const char *arg; enum own own; } own[2];
	const char *series;		/* $name must be this one */
} allowed[] = {
	{ "card.by_number", false, { { "number", OWN_NUMBER } }, NULL },
	{ "member.by_customer", false, { { "customer", OWN_CUSTOMER } }, NULL },
	{ "member.level", false, { { NULL, OWN_NONE } }, NULL },
	{ "member.expiring", false, { { "holder", OWN_HOLDER } }, NULL },
	{ "points.state", false, { { "holder", OWN_HOLDER } }, NULL },
	{ "points.lots", false, { { "holder", OWN_HOLDER } }, NULL },
	{ "value.state", false, { { "card", OWN_CARD } }, NULL },
	{ "visit.state", false, { { "card", OWN_CARD } }, NULL },
	{ "level.all", false, { { NULL, OWN_NONE } }, NULL },
	{ "level.of", false, { { "customer", OWN_CUSTOMER } }, NULL },
	{ "level.spent", false, { { "customer", OWN_CUSTOMER } }, NULL },
	{ "holder.lines", false, { { "holder", OWN_HOLDER }, { "card", OWN_CARD } }, NULL },
	{ "holder.gifts", false, { { NULL, OWN_NONE } }, NULL },
	{ "holder.suggestions", false, { { "person", OWN_NUMBER } }, NULL },
	{ "number_read", true, { { NULL, OWN_NONE } }, "suggestion" },
	{ "number_step", true, { { NULL, OWN_NONE } }, "suggestion" },
	{ "number_series_add", true, { { NULL, OWN_NONE } }, "suggestion" },
	{ "audit_head", true, { { NULL, OWN_NONE } }, NULL },
	{ "audit_add", true, { { NULL, OWN_NONE } }, NULL },
	{ "audit_add_body", true, { { NULL, OWN_NONE } }, NULL },
};

static enum err
refuse(struct err_note *note)
{
	return err_set(note, ERR_DENIED, "", _("Only your own card is open here."));
}

enum err
own_card_only(const struct store *st, struct err_note *note)
{
	return st->actor->is_holder ? refuse(note) : ERR_OK;
}

/* ---- who it is ---- */

enum err
actor_open_holder(struct store *st, const char *card_number, struct actor **out,
    struct err_note *note)
{
	size_t len = strlen(card_number);
	struct actor *a;
	enum err e = actor_open(st, NULL, &a, note);

	*out = NULL;
	if (e != ERR_OK)
		return e;
	a->is_system = false;
	a->is_holder = true;
	str_copy(a->own.number, sizeof(a->own.number), card_number);
	snprintf(a->name, sizeof(a->name), "card ...%s", card_number + (len > 4 ? len - 4 : 0));
	str_copy(a->code, sizeof(a->code), a->name);
	e = own_card_refresh(st, a, note);
	if (e != ERR_OK) {
		actor_close(a);
		return e;
	}
	*out = a;
	return ERR_OK;
}

/* The card as it is now: one that was lost, replaced or closed since shows nothing any more. */
enum err
own_card_refresh(struct store *st, struct actor *a, struct err_note *note)
{
	struct db_stmt *q = db_query(st->db, "actor_card",
	    DB_ARGS(DB_TEXT("number", a->own.number)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	a->own.card = a->own.customer = a->own.holder = 0;
	step = db_step(q, note);
	if (step == DB_ROW) {
		a->own.card = db_int(q, 0);
		a->own.customer = db_int(q, 1);
		a->own.holder = a->own.customer != 0 ? a->own.customer : a->own.card;
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK : err_set(note, ERR_DENIED, "card",
	    _("This card is not valid any more. Please ask in the shop."));
}

/* ---- what it may run ---- */

static bool
is_own(const struct actor *a, const struct db_arg *arg, enum own own)
{
	switch (own) {
	case OWN_CARD:
		return arg->kind == DB_ARG_INT && arg->i == a->own.card;
	case OWN_HOLDER:
		return arg->kind == DB_ARG_INT && arg->i == a->own.holder;
	case OWN_CUSTOMER:
		return arg->kind == DB_ARG_INT && a->own.customer != 0 && arg->i == a->own.customer;
	case OWN_NUMBER:
		return arg->kind == DB_ARG_TEXT && arg->p != NULL && strcmp(arg->p, a->own.number) == 0;
	case OWN_NONE:
		break;
	}
	return false;
}

static const struct db_arg *
find_arg(const struct db_arg *args, const char *name)
{
	for (; args->kind != DB_ARG_END; args++) {
		if (strcmp(args->name, name) == 0)
			return args;
	}
	return NULL;
}

enum err
own_card_query(const struct store *st, const char *name, const struct db_arg *args,
    struct err_note *note)
{
	const struct actor *a = st->actor;
	const struct db_arg *arg;
	size_t i = 0;

	if (!a->is_holder)
		return ERR_OK;
	while (i < sizeof(allowed) / sizeof(*allowed) && strcmp(allowed[i].query, name) != 0)
		i++;
	if (i == sizeof(allowed) / sizeof(*allowed) || (allowed[i].inside && !st->own_inside))
		return refuse(note);
	for (int k = 0; k < 2 && allowed[i].own[k].arg != NULL; k++) {
		arg = find_arg(args, allowed[i].own[k].arg);
		if (arg == NULL || !is_own(a, arg, allowed[i].own[k].own))
			return refuse(note);
	}
	if (allowed[i].series != NULL) {
		arg = find_arg(args, "name");
		if (arg == NULL || arg->kind != DB_ARG_TEXT || arg->p == NULL ||
		    strcmp(arg->p, allowed[i].series) != 0)
			return refuse(note);
	}
	return ERR_OK;
}

/* ---- what it may write ---- */

/* A suggestion as it comes in: from this card, now, with nothing of what the staff adds to it. */
static bool
is_fresh(const struct actor *a, const struct record *r)
{
	static const char *const free_fields[] = { "customer", "kind", "subject", "body", NULL };
	int64_t at = record_int(r, "at"), now = clock_now_ms();

	if (strcmp(record_text(r, "person"), a->own.number) != 0 || at < now - 60000 || at > now + 60000)
		return false;
	for (size_t i = 0; i < r->entity->nfields; i++) {
		const char *name = r->entity->fields[i].name;
		bool is_free = strcmp(name, "person") == 0 || strcmp(name, "at") == 0 ||
		    r->values[i].kind == VALUE_NULL;

		for (int k = 0; !is_free && free_fields[k] != NULL; k++)
			is_free = strcmp(name, free_fields[k]) == 0;
		if (!is_free && (strcmp(name, "state") != 0 || strcmp(record_text(r, name), "new") != 0))
			return false;
	}
	return true;
}

enum err
own_card_enter(struct store *st, const struct record *r, struct err_note *note)
{
	if (!st->actor->is_holder)
		return ERR_OK;
	if (strcmp(r->entity->name, "suggestion") != 0 || !is_fresh(st->actor, r))
		return refuse(note);
	st->own_inside = true;
	return ERR_OK;
}
