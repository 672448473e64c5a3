/* demo_person.c - customer number i of the demo shop. */
#include "cli/demo_part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/luhn.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

#define JOINED_DAYS 1100	/* the shop's first customers came three years ago */
#define PHONE_SPACE INT64_C(300000000)
#define CARD_SPACE INT64_C(1000000000000000)

/* Blocks of ten customers to branches: four, three, two, one of ten. */
static const int block_branch[10] = { 0, 1, 0, 2, 1, 0, 3, 1, 2, 0 };

enum demo_class
demo_class_of(int64_t i)
{
	return i % 10 == 0 ? DEMO_REGULAR : i % 10 < 5 ? DEMO_OCCASIONAL : DEMO_RARE;
}

int
demo_branch_of(int64_t i)
{
	return block_branch[i / 10 % 10];
}

day_t
demo_joined(int64_t i, int64_t all, day_t today)
{
	return day_add(today, (int)(i * JOINED_DAYS / all) - JOINED_DAYS);
}

int64_t
demo_joined_by(day_t day, int64_t all, day_t today)
{
	return (int64_t)(day_diff(day, today) + JOINED_DAYS) * all / JOINED_DAYS;
}

/* One-to-one on 0 .. space-1, so that numbers look random and never meet. */
static int64_t
scatter(uint64_t seed, int64_t i, int64_t space)
{
	struct rng r = { seed };
	uint64_t add = rng_next(&r) % (uint64_t)space;
	uint64_t mul = rng_next(&r) % (uint64_t)space;

	/* coprime to 2, 3 and 5, the only primes in both spaces */
	mul = mul - mul % 30 + 7;
	return (int64_t)(((unsigned __int128)mul * (uint64_t)i + add) % (uint64_t)space);
}

char *
demo_card_number(uint64_t seed, int64_t i, char buf[20])
{
	snprintf(buf, 20, "%015lld", (long long)scatter(seed ^ 0xCA4D, i, CARD_SPACE));
	buf[15] = luhn_digit(buf);
	buf[16] = '\0';
	return buf;
}

static const char *
one_of(struct rng *r, const char *const *list)
{
	return list[rng_below(r, (uint32_t)word_count(list))];
}

static bool
chance(struct rng *r, uint32_t percent)
{
	return rng_below(r, 100) < percent;
}

static const char *
catalog(struct rng *r, const char *entity)
{
	return demo_catalog_code(entity, (int)rng_below(r, (uint32_t)demo_catalog_count(entity)));
}

static void
mobile(uint64_t seed, int64_t n, char *buf, size_t size)
{
	static const int prefix[30] = { 90, 91, 93, 94, 97, 98, 86, 88, 89, 96, 32, 33, 34, 35,
	    36, 37, 38, 39, 70, 76, 77, 78, 79, 81, 82, 83, 84, 85, 56, 58 };
	int64_t v = scatter(seed ^ 0x0901, n, PHONE_SPACE);

	snprintf(buf, size, "+84%d%07d", prefix[v / 10000000], (int)(v % 10000000));
}

static void
person_vi(struct rng *r, uint64_t seed, int64_t i, struct demo_person *p)
{
	bool female = p->sex[0] == 'f';

	snprintf(p->name, sizeof(p->name), "%s %s %s", one_of(r, word_vi_family),
	    one_of(r, female ? word_vi_middle_f : word_vi_middle_m),
	    one_of(r, female ? word_vi_given_f : word_vi_given_m));
	mobile(seed, i, p->phone, sizeof(p->phone));
}

static void
person_zh(struct rng *r, uint64_t seed, int64_t i, struct demo_person *p)
{
	static const int prefix[10] = { 138, 139, 135, 136, 150, 158, 186, 188, 177, 130 };
	int64_t v = scatter(seed ^ 0x0086, i, PHONE_SPACE);

	snprintf(p->name, sizeof(p->name), "%s%s", one_of(r, word_zh_family),
	    one_of(r, word_zh_given));
	snprintf(p->phone, sizeof(p->phone), "+86%d%08d", prefix[v % 10], (int)(v / 10));
	p->region = i % 2 == 0 ? "GD" : "SH";
	p->postcode = i % 2 == 0 ? "510000" : "200000";
	snprintf(p->address, sizeof(p->address), "%s%s%d号", i % 2 == 0 ? "广州市" : "上海市",
	    one_of(r, word_zh_street), 1 + (int)rng_below(r, 300));
}

static void
person_en(struct rng *r, uint64_t seed, int64_t i, struct demo_person *p)
{
	snprintf(p->name, sizeof(p->name), "%s %s",
	    one_of(r, p->sex[0] == 'f' ? word_en_given_f : word_en_given_m),
	    one_of(r, word_en_family));
	mobile(seed, i, p->phone, sizeof(p->phone));
}

static void
organisation(struct rng *r, uint64_t seed, int64_t i, struct demo_person *p)
{
	static const int area[3] = { 8, 4, 2 };
	struct demo_person who = { .sex = "f" };
	int64_t phone;

	if (chance(r, 20))
		snprintf(p->name, sizeof(p->name), "%s%s%s", i % 2 == 0 ? "广州" : "上海",
		    one_of(r, word_zh_brand), one_of(r, word_zh_company));
	else if (chance(r, 10))
		snprintf(p->name, sizeof(p->name), "%s & %s Ltd", one_of(r, word_en_family),
		    one_of(r, word_en_family));
	else
		snprintf(p->name, sizeof(p->name), "%s %s", one_of(r, word_vi_company),
		    one_of(r, word_vi_brand));
	p->is_organisation = true;
	p->sex[0] = '\0';
	phone = scatter(seed ^ 0x0028, i, PHONE_SPACE);
	snprintf(p->phone, sizeof(p->phone), "+842%d%08d", area[phone / 100000000],
	    (int)(phone % 100000000));
	snprintf(who.sex, sizeof(who.sex), "%s", chance(r, 60) ? "f" : "m");
	person_vi(r, seed, i + PHONE_SPACE / 2, &who);
	str_copy(p->contact, sizeof(p->contact), who.name);
	str_copy(p->contact_phone, sizeof(p->contact_phone), who.phone);
	p->contact_position = one_of(r, word_position);
	p->industry = catalog(r, "industry");
}

/* Letters and digits of the name, at a domain that nobody owns (RFC 2606). */
static void
email(struct demo_person *p, int64_t i)
{
	char *plain = utf8_fold(p->name);
	size_t n = 0, at;

	for (at = 0; plain[at] != '\0' && n < 40; at++)
		if ((plain[at] >= 'a' && plain[at] <= 'z'))
			p->email[n++] = plain[at];
	if (n == 0)
		p->email[n++] = 'k';
	snprintf(p->email + n, sizeof(p->email) - n, "%lld@example.com", (long long)(i % 10000));
	free(plain);
}

static day_t
birth(struct rng *r, int64_t i)
{
	int y = 1955 + (int)(rng_below(r, 50) + rng_below(r, 8));
	int md = (int)rng_below(r, 12);
	day_t d;

	if (i % 331 == 7)	/* rule P10 wants to be seen */
		return day_make(y - y % 4, 2, 29);
	d = day_make(y, md + 1, 1 + (int)rng_below(r, 28));
	return chance(r, 3) ? d % 10000 : d;
}

static const char *
level_of(struct rng *r, int64_t i)
{
	uint32_t v = rng_below(r, 100);

	switch (demo_class_of(i)) {
	case DEMO_REGULAR:
		return v < 15 ? "DIAMOND" : v < 55 ? "GOLD" : "SILVER";
	case DEMO_OCCASIONAL:
		return v < 5 ? "GOLD" : v < 35 ? "SILVER" : "";
	case DEMO_RARE:
		break;
	}
	return "";
}

static void
analysis(struct rng *r, int64_t i, struct demo_person *p)
{
	const char *a = catalog(r, "interest"), *b = catalog(r, "interest");

	if (!p->is_organisation) {
		if (chance(r, 75))
			p->birth = birth(r, i);
		if (chance(r, 70))
			p->occupation = catalog(r, "occupation");
		if (chance(r, 50))
			p->education = catalog(r, "education");
		if (chance(r, 25) && p->birth > 10000)
			snprintf(p->id_number, sizeof(p->id_number), "%03d%d%02d%06u",
			    1 + (int)rng_below(r, 96), (p->birth >= 20000000 ? 2 : 0) +
			    (p->sex[0] == 'f'), day_year(p->birth) % 100,
			    rng_below(r, 1000000));
		if (chance(r, 60))
			snprintf(p->interests, sizeof(p->interests), "%s%s%s",
			    strcmp(a, b) < 0 ? a : b, strcmp(a, b) != 0 ? "," : "",
			    strcmp(a, b) > 0 ? a : strcmp(a, b) < 0 ? b : "");
	}
	p->source = catalog(r, "source");
	p->category = i % 17 == 0 ? "QT" : chance(r, 70) ? "THUONG" :
	    catalog(r, "customer_category");
	if (p->is_organisation)
		snprintf(p->groups, sizeof(p->groups), "CTY");
	else if (demo_class_of(i) == DEMO_REGULAR)
		snprintf(p->groups, sizeof(p->groups), "%s", i % 50 == 0 ? "QUEN,VIP" : "QUEN");
	if (chance(r, 6))
		str_copy(p->note, sizeof(p->note), one_of(r, word_note));
}

void
demo_person_make(uint64_t seed, int64_t i, int64_t all, day_t today, struct demo_person *p)
{
	struct rng r = { seed ^ ((uint64_t)i * UINT64_C(0x9E3779B97F4A7C15)) };
	int branch = demo_branch_of(i);
	const struct demo_town *t = &demo_towns[branch];
	uint32_t kind;

	*p = (struct demo_person) { .postcode = t->postcode, .region = t->region,
	    .occupation = "", .industry = "", .education = "", .contact_position = "" };
	rng_next(&r);
	kind = rng_below(&r, 100);
	snprintf(p->sex, sizeof(p->sex), "%s", chance(&r, 56) ? "f" : "m");
	if (chance(&r, 85))
		snprintf(p->address, sizeof(p->address), "%d%s %s, %s, %s",
		    1 + (int)rng_below(&r, 400), chance(&r, 15) ? "/12" : "",
		    one_of(&r, word_street), one_of(&r, t->wards), t->name);
	if (kind < 70)
		person_vi(&r, seed, i, p);
	else if (kind < 85)
		person_zh(&r, seed, i, p);
	else if (kind < 95)
		person_en(&r, seed, i, p);
	else
		organisation(&r, seed, i, p);
	if (chance(&r, 8))
		mobile(seed, i + PHONE_SPACE / 3, p->phone2, sizeof(p->phone2));
	if (chance(&r, 45))
		email(p, i);
	analysis(&r, i, p);
	p->level = level_of(&r, i);
	p->store = demo_branches[branch].code;
	p->user = demo_cashiers[branch][rng_below(&r, 2)];
	p->is_private = demo_class_of(i) == DEMO_RARE && i % 50 == 49;
	p->consent_sms = chance(&r, 65);
	p->consent_email = p->email[0] != '\0' && chance(&r, 50);
	p->has_card = demo_class_of(i) != DEMO_RARE || chance(&r, 75);
	p->card_type = p->is_organisation ? "CK" : i % 70 == 0 ? "VI" : "DIEM";
	p->joined = demo_joined(i, all, today);
	p->joined_minute = 8 * 60 + (int)rng_below(&r, 12 * 60);
}
