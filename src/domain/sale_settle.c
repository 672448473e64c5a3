/* From cart to receipt, whole: posted by this session, or by whoever has the turn. */
#include "domain/sale.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/sale_parts.h"
#include "store/errand.h"

#define LINES_MAX 20		/* what surely has room in an errand */

/* That a PIN or an approver's password was right only the session knows that asked for it. */
static bool
may_be_left(const struct sale *s)
{
	for (size_t i = 0; i < s->ntenders; i++) {
		if (s->tenders[i].pin_ok)
			return false;
	}
	return !str_empty(s->key) && s->nlines <= LINES_MAX && s->approver[0] == '\0' && !s->is_agreed;
}

static bool
post_errand(struct store *st, struct actor *a, const char *text, size_t len, struct strbuf *reply)
{
	struct err_note note;
	struct sale s;
	bool done = false;

	if (sale_unpack(&s, text, len) && may_be_left(&s) &&
	    store_begin(st, a, true, &note) == ERR_OK) {
		done = sale_post(st, &s, &note) == ERR_OK && store_commit(st, &note) == ERR_OK;
		if (done)
			sale_pack(&s, reply);
		store_rollback(st);
	}
	sale_fini(&s);
	return done;
}

static const struct errand_does does = { post_errand };

static enum err
take_reply(struct sale *s, const struct errand_end *end, struct err_note *note)
{
	struct sale posted;

	if (!sale_unpack(&posted, end->reply, end->len)) {
		sale_fini(&posted);
		return err_set(note, ERR_BUSY, "", _("Others are saving at this moment; please try again."));
	}
	sale_fini(s);
	*s = posted;
	return ERR_OK;
}

enum err
sale_settle(struct store *st, struct actor *a, struct sale *s, bool *is_unknown,
    struct err_note *note)
{
	struct strbuf text = { 0 };
	struct errand_end end = { 0 };
	enum err e;

	if (store_is_busy(st) && may_be_left(s)) {
		sale_pack(s, &text);
		e = store_begin_errand(st, a, &text, &end, note);
		strbuf_fini(&text);
	} else {
		e = store_begin(st, a, true, note);
	}
	*is_unknown = end.is_unknown;
	if (e != ERR_OK)
		return e;
	if (end.reply == NULL) {
		e = sale_post(st, s, note);
		if (e != ERR_OK) {
			store_rollback(st);
			return e;
		}
		*is_unknown = true;
		e = store_commit_serving(st, &does, note);
	} else {
		*is_unknown = true;
		e = take_reply(s, &end, note);
		free(end.reply);
	}
	return e == ERR_OK ? store_durable(st, note) : e;
}
