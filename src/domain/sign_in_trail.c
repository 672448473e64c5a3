/* Who came and went, in the audit trail. */
#include "domain/sign_in_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "store/actor.h"
#include "store/audit.h"

static const char *
action_of(enum sign_event e)
{
	switch (e) {
	case SIGN_EVENT_IN:
		return "sign-in";
	case SIGN_EVENT_FAILED:
		return "sign-in.failed";
	case SIGN_EVENT_LOCK:
		return "sign-in.locked";
	case SIGN_EVENT_ENDED:
		return "session.ended";
	case SIGN_EVENT_AGAIN:
		return "session.again";
	}
	return "";
}

static void
put(json_t *changes, const char *name, const char *value)
{
	if (!str_empty(value))
		json_object_set_new(changes, name, json_pack("[n, s]", value));
}

static json_t *
changes_of(const struct sign_note *n)
{
	json_t *changes = json_object();

	put(changes, "source", n->source);
	put(changes, "by", n->how);
	put(changes, "key", n->key);
	if (n->count > 1)
		json_object_set_new(changes, "times", json_pack("[n, I]", (json_int_t)n->count));
	return changes;
}

/* Of a card the last four digits (TRUST.md T19). */
static const char *
shown(const struct sign_note *n, char buf[64])
{
	size_t len = strlen(n->user);

	if (!n->is_card)
		return str_copy(buf, 64, n->user);
	str_copy(buf, 64, "...");
	return str_copy(buf + 3, 61, n->user + (len > 4 ? len - 4 : 0)) - 3;
}

enum err
sign_in_note(struct store *st, const struct sign_note *n, struct err_note *note)
{
	struct actor *a = NULL, *self = NULL;
	char name[64], *clean;
	json_t *changes = changes_of(n);
	enum err e = actor_open(st, NULL, &a, note);

	shown(n, name);
	clean = utf8_clean(name, strlen(name), false);
	/* Who proved to be somebody speaks as that one. */
	if (e == ERR_OK && n->event != SIGN_EVENT_FAILED && n->event != SIGN_EVENT_LOCK &&
	    !n->is_card && actor_open(st, n->user, &self, NULL) != ERR_OK)
		self = NULL;
	if (e == ERR_OK)
		e = store_begin(st, self != NULL ? self : a, true, note);
	if (e == ERR_OK) {
		access_own(st);
		e = audit_write(st, &(struct audit_entry) { .function = "user",
		    .action = action_of(n->event), .entity = n->is_card ? "card" : "user",
		    .row_id = self != NULL ? actor_id(self) : 0,
		    .row_code = clean != NULL ? clean : "?", .reason = "", .request = "",
		    .changes = changes }, note);
	}
	if (e == ERR_OK)
		e = store_commit(st, note);
	store_rollback(st);
	actor_close(self);
	actor_close(a);
	json_decref(changes);
	free(clean);
	return e;
}
