#include "config.h"

#include "screens/summary.h"

#include <stdio.h>

#include "base/i18n.h"
#include "domain/habit.h"
#include "store/setting.h"

static void
points_of(struct session *s, const struct member *m, struct strbuf *out)
{
	char num[40], day[16];
	int64_t worth;

	strbuf_addf(out, "%s %s", _("Points"), session_int(s, m->balance, num, sizeof num));
	if (m->usable > 0 && !__builtin_mul_overflow(m->usable, setting_int(s->st, "points.value"), &worth))
		strbuf_addf(out, " = %s", session_money(s, worth, num, sizeof num));
	strbuf_add(out, "\n");
	if (m->expiring > 0) {
		strbuf_addf(out, _("%s expire on %s"), session_int(s, m->expiring, num, sizeof num),
		    day_format(s->format.locale, m->expiring_day, day, sizeof day));
		strbuf_add(out, "\n");
	}
}

static void
value_of(struct session *s, const struct member *m, struct strbuf *out)
{
	struct habit_card none[1];
	size_t n = 0;
	int64_t sum;
	bool any;
	char num[40];

	if (habit_cards(s->st, m->customer_id, none, &n, &sum, &any, NULL) == ERR_OK && any)
		strbuf_addf(out, "%s %s\n", _("Stored value"), session_money(s, sum, num, sizeof num));
}

static void
level_of(struct session *s, const struct member *m, struct strbuf *out)
{
	char day[16];

	if (m->level_code[0] == '\0')
		return;
	strbuf_addf(out, "%s %s", _("Level"), m->level_name[0] != '\0' ? m->level_name : m->level_code);
	if (m->level_until != 0) {
		strbuf_add(out, " ");
		strbuf_addf(out, _("until %s"), day_format(s->format.locale, m->level_until, day, sizeof day));
	}
	strbuf_add(out, "\n");
}

static void
bought(struct session *s, const struct member *m, struct strbuf *out)
{
	struct habit h;
	char num[40], day[16];

	if (habit_load(s->st, m->customer_id, &h, NULL) != ERR_OK)
		return;
	strbuf_addf(out, "%s %s\n", _("12 months"), session_money(s, h.spent, num, sizeof num));
	strbuf_addf(out, "%s %s\n", _("Visits"), session_int(s, h.visits, num, sizeof num));
	if (m->last_day != 0)
		strbuf_addf(out, "%s %s\n", _("Last purchase"),
		    day_format(s->format.locale, m->last_day, day, sizeof day));
	if (h.gap_tenths >= 0) {
		/* Below ten days the tenth says something; above it is noise. */
		if (h.gap_tenths < 100)
			quantity_format(s->format.locale, h.gap_tenths * 100, num, sizeof num);
		else
			session_int(s, (h.gap_tenths + 5) / 10, num, sizeof num);
		strbuf_addf(out, _("every %s days"), num);
		strbuf_add(out, "\n");
	}
}

void
summary_items(struct session *s, const struct member *m, struct strbuf *out)
{
	if (m->customer_id == 0 || m->is_hidden)
		return;
	if (habit_may_balances(s->a)) {
		points_of(s, m, out);
		value_of(s, m, out);
	}
	level_of(s, m, out);
	if (habit_may_purchases(s->a))
		bought(s, m, out);
}

void
summary_of(void *ctx, const struct entity *e, int64_t id, struct strbuf *out)
{
	struct session *s = ctx;
	struct member m;

	if (!str_eq(e->name, "customer") || id == 0 || session_read(s, NULL) != ERR_OK)
		return;
	if (member_load(s->st, id, &m, NULL) == ERR_OK)
		summary_items(s, &m, out);
	session_done(s);
}
