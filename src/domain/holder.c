#include "config.h"

#include "domain/holder.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/visit.h"
#include "store/query.h"
#include "store/record_store.h"
#include "store/setting.h"

#define SUBJECT_CHARS 60

static enum err
load_member(struct store *st, const char *number, struct member *m, struct err_note *note)
{
	enum err e = member_of(st, number, NULL, m, note);

	if (e != ERR_OK)
		return e;
	if (m->card.status != CARD_ACTIVE)
		return err_set(note, ERR_DENIED, "card", _("This card is not valid any more. Please ask in the shop."));
	return ERR_OK;
}

static int
by_expiry(const void *a, const void *b)
{
	const struct points_lot *x = a, *y = b;
	day_t dx = x->expires_day != 0 ? x->expires_day : 29991231;
	day_t dy = y->expires_day != 0 ? y->expires_day : 29991231;

	return dx != dy ? (dx > dy) - (dx < dy) : (x->lot > y->lot) - (x->lot < y->lot);
}

static enum err
load_lots(struct store *st, struct holder *h, struct err_note *note)
{
	day_t today = clock_today();
	size_t n = HOLDER_LOTS, kept = 0;
	enum err e = points_lots(st, h->member.holder_id, h->lots, &n, note);

	if (e != ERR_OK)
		return e;
	for (size_t i = 0; i < n; i++)
		if (h->lots[i].left > 0 && (h->lots[i].expires_day == 0 || h->lots[i].expires_day >= today))
			h->lots[kept++] = h->lots[i];
	h->nlots = kept;
	qsort(h->lots, kept, sizeof(h->lots[0]), by_expiry);
	return ERR_OK;
}

/* Points and stored value as one history: what happened, where, and what it did. */
static enum err
load_lines(struct store *st, struct holder *h, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "holder.lines", DB_ARGS(
	    DB_INT("holder", h->member.holder_id), DB_INT("card", h->member.card.id),
	    DB_INT("limit", HOLDER_LINES)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		struct holder_line *l = &h->lines[h->nlines++];

		*l = (struct holder_line) { .at = db_int(q, 0), .points = db_int(q, 2), .value = db_int(q, 3) };
		str_copy(l->what, sizeof(l->what), db_text(q, 1));
		str_copy(l->where, sizeof(l->where), db_text(q, 4));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
load_gifts(struct store *st, struct holder *h, struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step;

	if (!setting_bool(st, "card_door.gifts") || !h->member.card.has_points)
		return ERR_OK;
	q = store_query(st, "holder.gifts", DB_ARGS(DB_INT("limit", HOLDER_GIFTS)), note);
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		struct holder_gift *g = &h->gifts[h->ngifts++];

		str_copy(g->name, sizeof(g->name), db_text(q, 0));
		g->points = db_int(q, 1);
		g->missing = g->points > h->member.usable ? g->points - h->member.usable : 0;
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
holder_load(struct store *st, const char *number, struct holder *h, struct err_note *note)
{
	enum err e;

	memset(h, 0, sizeof(*h));
	e = load_member(st, number, &h->member, note);
	if (e == ERR_OK)
		e = value_state(st, h->member.card.id, &h->value, note);
	if (e == ERR_OK)
		e = visit_left(st, h->member.card.id, &h->visits, note);
	if (e == ERR_OK && h->member.customer_id != 0) {
		e = level_outlook(st, h->member.customer_id, &h->level, note);
		h->has_level = e == ERR_OK;
	}
	if (e == ERR_OK)
		e = load_lots(st, h, note);
	if (e == ERR_OK)
		e = load_lines(st, h, note);
	return e == ERR_OK ? load_gifts(st, h, note) : e;
}

/* ---- a suggestion ---- */

static enum err
under_limit(struct store *st, const struct member *m, struct err_note *note)
{
	int64_t n = 0;
	enum err e = store_get_int(st, "holder.suggestions", DB_ARGS(DB_TEXT("person", m->card.number),
	    DB_INT("since", clock_now_ms() - INT64_C(86400000))), &n, note);

	if (e != ERR_OK)
		return e;
	if (n >= HOLDER_SUGGESTIONS)
		return err_set(note, ERR_LIMIT, "", _("Thank you: that is enough for one day."));
	return ERR_OK;
}

/* The first line, cut at a letter. */
static void
subject_of(const char *text, char *out, size_t size)
{
	char line[512];

	str_copy(line, sizeof(line), text);
	line[strcspn(line, "\n")] = '\0';
	line[utf8_fit(line, SUBJECT_CHARS)] = '\0';
	str_copy(out, size, line);
}

enum err
holder_suggest(struct store *st, const char *number, const char *text, char *code, size_t size,
    struct err_note *note)
{
	const struct entity *e = model_entity(store_model(st), "suggestion");
	char subject[256], *clean = utf8_clean(text, strlen(text), true);
	struct record *r;
	struct member m;
	enum err err = load_member(st, number, &m, note);

	if (err == ERR_OK && strspn(clean, " \n") == strlen(clean))
		err = err_set(note, ERR_INVALID, "", _("Please write what you want to say."));
	if (err == ERR_OK)
		err = under_limit(st, &m, note);
	if (err != ERR_OK) {
		free(clean);
		return err;
	}
	subject_of(clean, subject, sizeof(subject));
	r = record_new(e);
	record_preset(r, store_format(st), clock_today());
	record_set_int(r, "at", clock_now_ms());
	record_set_text(r, "kind", "SUGGESTION");
	if (m.customer_id != 0)
		record_set_text(r, "customer", m.code);
	/* Who handles it sees by the number that the card's holder wrote it. */
	record_set_text(r, "person", m.card.number);
	record_set_text(r, "subject", subject);
	record_set_text(r, "body", clean);
	err = record_insert(st, r, note);
	if (err == ERR_OK)
		str_copy(code, size, record_text(r, "number"));
	record_free(r);
	free(clean);
	return err;
}
