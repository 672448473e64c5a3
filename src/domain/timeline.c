#include "domain/timeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/record_store.h"

/* Of the same moment the first source stands first. */
const struct story_source timeline_sources[] = {
	{ "interaction", STORY_CONTACT, "interaction", "interaction", OPENS_RECORD },
	{ "sale", STORY_PURCHASE, "sale", NULL, OPENS_RECEIPT },
	{ "card", STORY_CARD, "card", NULL, OPENS_CARD },
	{ "points", STORY_CARD, "points", NULL, OPENS_NOTHING },
	{ "level", STORY_CARD, "customer", NULL, OPENS_NOTHING },
	{ "appointment", STORY_APPOINTMENT, "appointment", "appointment", OPENS_RECORD },
	{ "contract", STORY_CONTRACT, "contract", "contract", OPENS_RECORD },
	{ "quotation", STORY_OFFER, "quotation", "quotation", OPENS_RECORD },
	{ "order", STORY_OFFER, "order", "order", OPENS_RECORD },
	{ "suggestion", STORY_SUGGESTION, "suggestion", "suggestion", OPENS_RECORD },
	{ "rating", STORY_RATING, "rating", "rating", OPENS_RECORD },
	{ "churn", STORY_RATING, "churn", "churn", OPENS_RECORD },
	{ "document", STORY_DOCUMENT, "document", "document", OPENS_RECORD },
	{ "merge", STORY_DOCUMENT, "customer", NULL, OPENS_NOTHING },
	{ NULL, STORY_KINDS, NULL, NULL, OPENS_NOTHING },
};
#define SOURCES (sizeof timeline_sources / sizeof *timeline_sources - 1)

/* source NULL: of any. */
static const struct { const char *source, *word, *text; } timeline_words[] = {
	{ "sale", "sale", N_("Purchase") },
	{ "sale", "refund", N_("Return") },
	{ "sale", "exchange", N_("Exchange") },
	{ "sale", "void", N_("Voided") },
	{ "sale", "topup", N_("Top-up") },
	{ "sale", "topup_void", N_("Top-up back") },
	{ "sale", "payout", N_("Paid out") },
	{ "card", "card.issue", N_("Card issued") },
	{ "card", "card.lost", N_("Card lost") },
	{ "card", "card.found", N_("Card found") },
	{ "card", "card.replace", N_("Card replaced") },
	{ "card", "card.close", N_("Card closed") },
	{ "card", "card.pin", N_("New PIN") },
	{ "card", "card.extend", N_("Card extended") },
	{ "card", "", N_("Card") },
	{ "points", "expire", N_("Points expired") },
	{ "points", "", N_("Points") },
	{ "level", "", N_("Level") },
	{ "interaction", "", N_("Interaction") },
	{ "appointment", "", N_("Appointment") },
	{ "contract", "", N_("Contract") },
	{ "quotation", "", N_("Quotation") },
	{ "order", "", N_("Order") },
	{ "suggestion", "new", N_("Suggestion") },
	{ "suggestion", "working", N_("Being handled") },
	{ "suggestion", "closed", N_("Handled") },
	{ "rating", "prospect", N_("Prospect") },
	{ "rating", "", N_("No prospect") },
	{ "churn", "lost", N_("Lost") },
	{ "churn", "won-back", N_("Won back") },
	{ "document", "", N_("Document") },
	{ "merge", "", N_("Merged") },
};

const char *
story_kind_name(enum story_kind k)
{
	static const char *const names[STORY_KINDS] = {
		[STORY_CONTACT] = N_("Contacts"), [STORY_PURCHASE] = N_("Purchases"),
		[STORY_CARD] = N_("Cards, points, levels"), [STORY_APPOINTMENT] = N_("Appointments"),
		[STORY_CONTRACT] = N_("Contracts"), [STORY_OFFER] = N_("Quotations, orders"),
		[STORY_SUGGESTION] = N_("Suggestions"), [STORY_RATING] = N_("Ratings, losses"),
		[STORY_DOCUMENT] = N_("Documents, merges"),
	};

	return tr(names[k]);
}

const char *
story_word(const struct story_event *e)
{
	const char *source = timeline_sources[e->source].name;

	for (size_t i = 0; i < sizeof timeline_words / sizeof *timeline_words; i++)
		if (str_eq(timeline_words[i].source, source) &&
		    (timeline_words[i].word[0] == '\0' || str_eq(timeline_words[i].word, e->word)))
			return tr(timeline_words[i].text);
	return e->word;
}

/* Notes have many lines; a list shows one. */
static void
one_line(char *buf, size_t size, const char *text)
{
	str_copy(buf, size, text);
	for (char *p = buf; *p != '\0'; p++)
		if (*p == '\n')
			*p = ' ';
}

static void
read_event(struct db_stmt *q, int source, struct story_event *e)
{
	e->source = source;
	e->at = db_int(q, 0);
	e->id = db_int(q, 1);
	str_copy(e->word, sizeof e->word, db_text(q, 2));
	if (timeline_sources[source].opens == OPENS_RECEIPT) {
		receipt_code(db_text(q, 3), db_text(q, 4), db_int(q, 5), e->code, sizeof e->code);
		e->title[0] = e->more[0] = '\0';
	} else {
		one_line(e->code, sizeof e->code, db_text(q, 3));
		one_line(e->title, sizeof e->title, db_text(q, 4));
		one_line(e->more, sizeof e->more, db_text(q, 5));
	}
	e->amount = db_is_null(q, 6) ? STORY_NO_AMOUNT : db_int(q, 6);
	str_copy(e->user, sizeof e->user, db_text(q, 7));
	e->open_id = db_int(q, 8);
}

/* Rows of one source past the place from. At the same moment sources stand in their order: those
 * of an earlier one all lie above the place, those of a later one below it. */
static enum err
read_source(struct store *st, int64_t customer_id, int source, const struct story_event *from,
    bool up, size_t limit, struct story_event *out, size_t *n, struct err_note *note)
{
	int64_t at = up ? INT64_MIN : INT64_MAX, id = at;
	struct db_stmt *q;
	enum db_step step;
	char name[48];

	if (from != NULL) {
		at = from->at;
		id = source == from->source ? from->id :
		    source < from->source ? INT64_MIN : INT64_MAX;
	}
	snprintf(name, sizeof name, "story.%s%s", timeline_sources[source].name, up ? "_up" : "");
	q = store_query(st, name, DB_ARGS(DB_INT("customer", customer_id), DB_INT("at", at),
	    DB_INT("id", id), DB_INT("limit", (int64_t)limit)), note);
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW)
		read_event(q, source, &out[(*n)++]);
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* Newest first. */
static int
by_moment(const void *a, const void *b)
{
	const struct story_event *x = a, *y = b;

	if (x->at != y->at)
		return x->at > y->at ? -1 : 1;
	if (x->source != y->source)
		return x->source < y->source ? -1 : 1;
	return x->id == y->id ? 0 : x->id > y->id ? -1 : 1;
}

static int
by_moment_up(const void *a, const void *b)
{
	return by_moment(b, a);
}

enum err
timeline_page(struct store *st, int64_t customer_id, unsigned kinds,
    const struct story_event *from, bool up, size_t limit, struct story_event *out, size_t *n,
    struct err_note *note)
{
	const struct entity *customer = model_entity(store_model(st), "customer");
	struct story_event *all;
	size_t found = 0;
	enum err e = access_need(st, "customer", VERB_VIEW, note);

	*n = 0;
	if (e == ERR_OK)
		e = record_see(st, customer, customer_id, note);
	if (e != ERR_OK)
		return e;
	all = xcalloc(SOURCES * limit, sizeof *all);
	for (size_t i = 0; e == ERR_OK && i < SOURCES; i++) {
		const struct story_source *s = &timeline_sources[i];

		if ((kinds & 1u << s->kind) == 0 ||
		    !access_may(store_actor(st), s->function, VERB_VIEW))
			continue;
		e = read_source(st, customer_id, (int)i, from, up, limit, all, &found, note);
	}
	if (e == ERR_OK) {
		qsort(all, found, sizeof *all, up ? by_moment_up : by_moment);
		*n = found < limit ? found : limit;
		memcpy(out, all, *n * sizeof *out);
	}
	free(all);
	return e;
}
