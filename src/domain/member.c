#include "domain/member.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/luhn.h"
#include "base/phone.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/code_case.h"
#include "domain/level_move.h"
#include "domain/points.h"
#include "store/query.h"

#define EXPIRING_DAYS 60
#define BIRTHDAY_DAYS 7

/* Rule S2: "Nguyễn Văn Ánh" shows as "N. V. Á." */
static void
to_initials(char *name, size_t size)
{
	struct strbuf b = { 0 };
	bool at_start = true;

	for (size_t i = 0; name[i] != '\0';) {
		size_t next = utf8_next(name, i);

		if (name[i] == ' ') {
			at_start = true;
		} else if (at_start) {
			if (b.len > 0)
				strbuf_add_char(&b, ' ');
			strbuf_add_n(&b, name + i, next - i);
			strbuf_add_char(&b, '.');
			at_start = false;
		}
		i = next;
	}
	str_copy(name, size, strbuf_str(&b));
	strbuf_fini(&b);
}

/* Days until the next birthday, -1 when unknown. 29 February counts as the
 * 28th in other years (rule P10). */
static int
days_to_birthday(day_t birth, day_t today)
{
	int m = birth / 100 % 100, d = birth % 100;

	if (birth == 0 || m == 0 || d == 0)
		return -1;
	for (int y = day_year(today); y <= day_year(today) + 1; y++) {
		day_t next = day_make(y, m, d);

		if (next == 0)
			next = day_make(y, 2, 28);
		if (next >= today)
			return day_diff(next, today);
	}
	return -1;
}

/* Code, name, discount, factor from that column on. */
static void
read_level(const struct db_stmt *q, int col, struct member *m)
{
	str_copy(m->level_code, sizeof m->level_code, db_text(q, col));
	str_copy(m->level_name, sizeof m->level_name, db_text(q, col + 1));
	m->level_discount_bp = db_int(q, col + 2);
	m->level_factor = db_is_null(q, col + 3) ? 100 : db_int(q, col + 3);
}

/* A guarantee that has ended: what the level is today, whether or not a job ran (rule L3). */
static enum err
level_today(struct store *st, struct member *m, struct err_note *note)
{
	day_t today = clock_today();
	int64_t level;
	struct db_stmt *q;
	enum db_step step;
	enum err e;

	if (m->level_until == 0 || m->level_until >= today)
		return ERR_OK;
	e = level_on(st, m->customer_id, today, &level, note);
	if (e != ERR_OK || level == m->level_id)
		return e;
	m->level_id = level;
	m->level_code[0] = m->level_name[0] = '\0';
	m->level_discount_bp = 0;
	m->level_factor = 100;
	if (level == 0)
		return ERR_OK;
	q = store_query(st, "member.level", DB_ARGS(DB_INT("level", level)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		read_level(q, 0, m);
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
fill_customer(struct store *st, int64_t id, struct member *m, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "member.by_customer",
	    DB_ARGS(DB_INT("customer", id)), note);
	enum db_step step;
	day_t birth = 0;
	enum err e;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		m->holder_id = m->customer_id = id;
		m->is_hidden = db_int(q, 13) != 0;
		str_copy(m->code, sizeof m->code, db_text(q, 1));
		str_copy(m->name, sizeof m->name, db_text(q, 2));
		str_copy(m->phone, sizeof m->phone, db_text(q, 3));
		birth = (day_t)db_int(q, 4);
		m->level_id = db_int(q, 5);
		read_level(q, 6, m);
		m->level_until = (day_t)db_int(q, 14);
		m->spent = db_int(q, 10);
		m->sales = db_int(q, 11);
		m->last_day = (day_t)db_int(q, 12);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW)
		return err_set(note, ERR_NOTFOUND, "customer", _("There is no such customer."));
	e = level_today(st, m, note);
	if (e != ERR_OK)
		return e;
	if (m->is_hidden) {
		to_initials(m->name, sizeof m->name);
		m->code[0] = m->phone[0] = '\0';
		m->spent = m->sales = 0;
		m->last_day = 0;
		return ERR_OK;
	}
	m->birthday_in = days_to_birthday(birth, clock_today());
	m->birthday_soon = m->birthday_in >= 0 && m->birthday_in < BIRTHDAY_DAYS;
	return ERR_OK;
}

static void
member_clear(struct member *m)
{
	*m = (struct member){ .level_factor = 100, .birthday_in = -1 };
}

static enum err
fill_card(struct store *st, const struct card *c, struct member *m, struct err_note *note)
{
	m->card = *c;
	m->holder_id = c->holder_id;
	return c->customer_id == 0 ? ERR_OK : fill_customer(st, c->customer_id, m, note);
}

enum err
member_points(struct store *st, struct member *m, struct err_note *note)
{
	day_t today = clock_today();
	struct points_state ps;
	struct db_stmt *q;
	enum db_step step;
	enum err e = points_state(st, m->holder_id, today, &ps, note);

	if (e != ERR_OK)
		return e;
	m->balance = ps.balance;
	m->usable = ps.usable;
	m->pending = ps.pending;
	m->debt = ps.debt;
	m->expiring = 0;
	m->expiring_day = 0;
	if (ps.usable + ps.pending == 0)
		return ERR_OK;
	q = store_query(st, "member.expiring", DB_ARGS(DB_INT("holder", m->holder_id),
	    DB_INT("today", today), DB_INT("until", day_add(today, EXPIRING_DAYS))), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		m->expiring_day = (day_t)db_int(q, 0);
		m->expiring = db_int(q, 1);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* One id, or ERR_NOTFOUND (no note), or ERR_CONFLICT when there are two. */
static enum err
only_one(struct db_stmt *q, int64_t *id, struct err_note *note)
{
	enum db_step step;
	int n = 0;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		if (n++ == 0)
			*id = db_int(q, 0);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (n > 1)
		return err_set(note, ERR_CONFLICT, "customer",
		    _("Several customers have this phone; use the card or the code."));
	return n == 1 ? ERR_OK : ERR_NOTFOUND;
}

static enum err
find_customer(struct store *st, const char *text, int64_t *id, struct err_note *note)
{
	char e164[PHONE_SIZE], rev[PHONE_SIZE + 2];
	struct err_note ignored;
	struct code_case cc;
	enum err e;

	code_case(&cc, text);
	e = only_one(store_query(st, "member.by_exact_code", DB_ARGS(DB_TEXT("code", cc.code)),
	    note), id, note);
	if (e == ERR_NOTFOUND)
		e = only_one(store_query(st, "member.by_code", DB_ARGS(CODE_ARGS(&cc)), note),
		    id, note);
	if (e != ERR_NOTFOUND)
		return e;
	if (phone_normalise(text, store_format(st)->country, e164, sizeof e164,
	    &ignored) == ERR_OK) {
		e = only_one(store_query(st, "member.by_phone", DB_ARGS(
		    DB_TEXT("rev", phone_reverse(e164, rev, sizeof rev))), note), id, note);
		if (e != ERR_NOTFOUND)
			return e;
	}
	/* The code of a record that was merged away still finds the person (rule P15). */
	e = only_one(store_query(st, "merge.survivor", DB_ARGS(CODE_ARGS(&cc)), note), id, note);
	if (e != ERR_NOTFOUND)
		return e;
	return err_set(note, ERR_NOTFOUND, "customer",
	    _("There is no customer \"%s\"."), cc.code);
}

enum err
member_identify(struct store *st, const char *card, const char *customer,
    struct member *m, struct err_note *note)
{
	struct card c;
	int64_t id;
	enum err e;

	member_clear(m);
	if (!str_empty(card)) {
		e = card_find(st, card, &c, note);
		if (e == ERR_OK)
			e = fill_card(st, &c, m, note);
		if (e == ERR_OK && !str_empty(customer)) {
			e = find_customer(st, customer, &id, note);
			if (e == ERR_OK && id != m->customer_id)
				e = err_set(note, ERR_CONFLICT, "customer",
				    _("The card belongs to somebody else."));
		}
		return e;
	}
	e = find_customer(st, customer, &id, note);
	return e == ERR_OK ? fill_customer(st, id, m, note) : e;
}

enum err
member_of(struct store *st, const char *card, const char *customer,
    struct member *m, struct err_note *note)
{
	enum err e;

	if (str_empty(card) && str_empty(customer)) {
		member_clear(m);
		return err_set(note, ERR_INVALID, "card",
		    _("Say whose: a card or a customer."));
	}
	e = member_identify(st, card, customer, m, note);
	return e == ERR_OK ? member_points(st, m, note) : e;
}

enum err
member_find(struct store *st, const char *text, struct member *m, struct err_note *note)
{
	char number[CARD_NUMBER_SIZE];
	struct err_note ignored;
	struct card c;
	enum err e = ERR_NOTFOUND;

	member_clear(m);
	if (card_number_clean(text, number, sizeof number)) {
		e = card_find(st, number, &c, &ignored);
		if (e != ERR_OK && e != ERR_NOTFOUND) {
			if (note != NULL)
				*note = ignored;
			return e;
		}
	}
	if (e == ERR_OK)
		e = fill_card(st, &c, m, note);
	else
		e = member_identify(st, NULL, text, m, note);
	return e == ERR_OK ? member_points(st, m, note) : e;
}

enum err
member_load(struct store *st, int64_t customer_id, struct member *m, struct err_note *note)
{
	enum err e;

	member_clear(m);
	e = fill_customer(st, customer_id, m, note);
	return e == ERR_OK ? member_points(st, m, note) : e;
}

enum err
member_refresh(struct store *st, struct member *m, struct err_note *note)
{
	struct card c = m->card;
	int64_t customer = m->customer_id;
	struct member was = *m;
	enum err e;

	member_clear(m);
	if (c.id != 0) {
		e = card_find(st, c.number, &c, note);
		if (e == ERR_OK)
			e = fill_card(st, &c, m, note);
	} else {
		e = fill_customer(st, customer, m, note);
		/* Without the card in hand a hidden customer does not exist (rule S1). */
		if (e == ERR_OK && m->is_hidden)
			e = err_set(note, ERR_NOTFOUND, "customer",
			    _("There is no such customer."));
	}
	if (e != ERR_OK) {
		*m = was;
		return e;
	}
	m->balance = was.balance;
	m->usable = was.usable;
	m->pending = was.pending;
	m->debt = was.debt;
	m->expiring = was.expiring;
	m->expiring_day = was.expiring_day;
	return ERR_OK;
}
