#include "access/broker_part.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"

#define ROUNDS 12			/* of questions and answers on one connection */
#define EXTRA_US INT64_C(5000000)	/* beyond what the listener grants */

struct caller *
caller_new(struct broker *b, int link, const struct door_connection *c)
{
	struct caller *g;

	if (b->ncallers == CALLERS_MOST) {
		close(link);
		return NULL;
	}
	g = xcalloc(1, sizeof(*g));
	g->link = link;
	g->id = c->id;
	str_copy(g->peer, sizeof(g->peer), c->peer);
	g->child.link = -1;
	g->opened_us = broker_now();
	(void)fcntl(link, F_SETFL, O_NONBLOCK);
	b->caller[b->ncallers++] = g;
	ask_policy(b);
	return g;
}

static void
tell_fate(struct broker *b, const struct caller *g, enum door_fate fate)
{
	struct door_verdict v = { .id = g->id, .fate = fate };

	if (b->listener >= 0 && door_send(b->listener, DOOR_VERDICT, &v, -1) != ERR_OK)
		log_write(LOG_LEVEL_WARN, "broker: the listener does not hear what became of a connection");
}

void
caller_free(struct broker *b, struct caller *g)
{
	for (size_t i = 0; i < b->ncallers; i++)
		if (b->caller[i] == g)
			b->caller[i--] = b->caller[--b->ncallers];
	if (g->state != CALLER_IN && g->tried)
		tell_fate(b, g, FATE_FAILED);
	/* Left before it heard that it failed: it did all the same. */
	if (g->state == CALLER_FAIL || g->state == CALLER_PAM || g->state == CALLER_QUEUE)
		counters_failed(b->counters, g->counted, g->peer, broker_now() / 1000);
	pam_child_stop(&g->child);
	ask_forget(b, g);
	close(g->link);
	secret_wipe(g, sizeof(*g));
	free(g);
}

void
caller_answer(struct broker *b, struct caller *g, enum door_answer_kind kind, uint32_t methods)
{
	struct door_answer a = { .kind = kind, .methods = methods };

	(void)b;
	if (door_send(g->link, DOOR_ANSWER, &a, -1) != ERR_OK)
		g->state = CALLER_OVER;
}

void
caller_abuse(struct broker *b, struct caller *g, const char *why)
{
	log_write(LOG_LEVEL_WARN, "broker: connection from %s ended: %s", g->peer, why);
	caller_answer(b, g, ANSWER_DISCONNECT, 0);
	tell_fate(b, g, FATE_ABUSE);
	if (g->named)
		counters_failed(b->counters, g->counted, g->peer, broker_now() / 1000);
	g->tried = false;
	g->state = CALLER_OVER;
}

/* The same for every user; which ones depends on the shop alone. */
uint32_t
caller_methods(const struct broker *b, const struct caller *g)
{
	bool codes = b->policy_us == 0 || (b->policy & ID_ASK_CODES) != 0;

	if (g->half)
		return METHOD_TALK;
	return METHOD_KEY | METHOD_TALK | (codes ? 0 : METHOD_PASSWORD);
}

void
caller_prompt(struct broker *b, struct caller *g, enum caller_talk talk)
{
	struct door_answer a = { .kind = ANSWER_PROMPT, .prompts = g->words.prompts };

	(void)b;
	g->talk = talk;
	if (++g->rounds > ROUNDS) {
		caller_abuse(b, g, "it talks for ever");
		return;
	}
	memcpy(a.instruction, g->words.info, sizeof(a.instruction));
	memcpy(a.prompt, g->words.prompt, sizeof(a.prompt));
	memcpy(a.echo, g->words.echo, sizeof(a.echo));
	g->state = CALLER_ASKED;
	if (door_send(g->link, DOOR_ANSWER, &a, -1) != ERR_OK)
		g->state = CALLER_OVER;
}

static void
wipe_try(struct caller *g)
{
	secret_wipe(g->secret, sizeof(g->secret));
	secret_wipe(&g->reply, sizeof(g->reply));
	memset(&g->words, 0, sizeof(g->words));
	g->talk = TALK_NONE;
	g->to_answer = g->has_result = false;
}

void
caller_fail(struct broker *b, struct caller *g)
{
	int64_t grid = (int64_t)b->config.floor_ms * 1000, since = broker_now() - g->base_us;

	pam_child_stop(&g->child);
	wipe_try(g);
	g->half = false;
	g->factors = 0;
	g->due_us = g->base_us + (grid > 0 ? (since / grid + 1) * grid : since);
	g->state = CALLER_FAIL;
}

static void
say_no(struct broker *b, struct caller *g)
{
	g->state = CALLER_IDLE;
	if (g->kind != AUTH_KEY_OFFER) {
		counters_failed(b->counters, g->counted, g->peer, broker_now() / 1000);
		b->changed = true;
	}
	if (g->locks)
		ask_note(b, ID_LOCKED_OUT, g->counted, g->is_card, g->peer, "", "", 0);
	g->locks = g->poisoned = false;
	caller_answer(b, g, ANSWER_FAIL, caller_methods(b, g));
}

static void
how_text(uint32_t factors, char out[64])
{
	static const struct { uint32_t bit; const char *name; } names[] = {
		{ FACTOR_PASSWORD, "password" }, { FACTOR_KEY, "key" }, { FACTOR_CODE, "code" },
		{ FACTOR_PIN, "pin" },
	};
	struct strbuf t = { 0 };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if ((factors & names[i].bit) != 0)
			strbuf_addf(&t, "%s%s", t.len > 0 ? "," : "", names[i].name);
	str_copy(out, 64, strbuf_str(&t));
	strbuf_fini(&t);
}

void
caller_let_in(struct broker *b, struct caller *g, const char *name)
{
	struct door_answer a = { .kind = ANSWER_SUCCESS };
	struct door_subject s = { .kind = g->is_card ? SUBJECT_CARD : SUBJECT_USER,
		.factors = g->factors };
	char how[64];

	str_copy(s.name, sizeof(s.name), name);
	str_copy(s.peer, sizeof(s.peer), g->peer);
	str_copy(s.key, sizeof(s.key), g->fingerprint);
	str_copy(s.till, sizeof(s.till), g->till);
	ticket_issue(b->tickets, &s, g->id, broker_now() / 1000, a.ticket);
	counters_good(b->counters, g->counted, g->peer);
	b->changed = true;
	wipe_try(g);
	g->state = CALLER_IN;
	if (door_send(g->link, DOOR_ANSWER, &a, -1) != ERR_OK)
		g->state = CALLER_OVER;
	secret_wipe(&a, sizeof(a));
	tell_fate(b, g, FATE_SIGNED_IN);
	g->tried = false;
	how_text(g->factors, how);
	ask_note(b, ID_SIGNED_IN, name, g->is_card, g->peer, how, g->fingerprint, 1);
}

/* Names that a user of Quen, Unix or LDAP may have. Others never reach PAM or a log. */
static bool
is_name(const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || n > 32 || s[0] == '-' || s[0] == '.')
		return false;
	for (; *s != '\0'; s++)
		if (!((*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z') ||
		    (*s >= 'a' && *s <= 'z') || strchr("-_.@", *s) != NULL))
			return false;
	return true;
}

/* false: the user of an earlier request was another one. */
static bool
take_name(struct broker *b, struct caller *g, const char *user)
{
	if (g->named)
		return strcmp(g->user, user) == 0 || (!g->well_named && !is_name(user));
	g->named = true;
	g->well_named = is_name(user);
	str_copy(g->user, sizeof(g->user), g->well_named ? user : "?");
	str_copy(g->counted, sizeof(g->counted), g->user);
	g->is_card = strcmp(user, "card") == 0 &&
	    b->config.card_door && (b->policy & ID_CARD_DOOR) != 0;
	g->exempt = broker_is_exempt(b, g->peer);
	return true;
}

static void
card_prompts(struct broker *b, struct caller *g)
{
	memset(&g->words, 0, sizeof(g->words));
	g->words.prompts = 2;
	g->words.echo[0] = 1;
	str_copy(g->words.prompt[0], DOOR_TEXT, "Card number: ");
	str_copy(g->words.prompt[1], DOOR_TEXT, "PIN: ");
	caller_prompt(b, g, TALK_CARD);
}

static void
begin_talk(struct broker *b, struct caller *g)
{
	if (g->is_card)
		card_prompts(b, g);
	else
		try_begin(b, g);
}

static void
take_reply(struct broker *b, struct caller *g, const struct door_auth *a)
{
	if (g->talk == TALK_NONE || a->size != g->words.prompts) {
		caller_fail(b, g);
		return;
	}
	g->reply.answers = a->size;
	memcpy(g->reply.answer, a->u.answer, sizeof(g->reply.answer));
	if (g->talk == TALK_CARD)
		try_card(b, g);
	else if (g->talk == TALK_FAREWELL)
		caller_fail(b, g);
	else
		try_go_on(b, g);
}

static void
take_request(struct broker *b, struct caller *g, const struct door_auth *a)
{
	bool held = g->state == CALLER_HELD;

	g->base_us = broker_now();
	if (a->kind == AUTH_REPLY) {
		if (g->state == CALLER_ASKED)
			take_reply(b, g, a);
		else
			caller_fail(b, g);
		return;
	}
	g->kind = a->kind;
	if (held && a->kind == AUTH_TALK) {
		caller_prompt(b, g, TALK_PAM);
		return;
	}
	/* A new method in the middle of another: that one was for nothing. */
	try_cancel(b, g);
	switch (a->kind) {
	case AUTH_NONE:
	case AUTH_OTHER:
		caller_answer(b, g, ANSWER_FAIL, caller_methods(b, g));
		return;
	case AUTH_PASSWORD:
		g->tried = true;
		if ((caller_methods(b, g) & METHOD_PASSWORD) == 0 || g->is_card) {
			caller_fail(b, g);
			return;
		}
		memcpy(g->secret, a->u.secret, sizeof(g->secret));
		try_begin(b, g);
		return;
	case AUTH_KEY:
		g->tried = true;
		/* fall through */
	case AUTH_KEY_OFFER:
		g->key_size = a->size;
		memcpy(g->key, a->u.key, sizeof(g->key));
		try_key(b, g);
		return;
	case AUTH_TALK:
		g->tried = true;
		begin_talk(b, g);
		return;
	default:
		caller_abuse(b, g, "an unknown request");
	}
}

/* Rounds of changing an expired password come after the proof: only ROUNDS counts them. */
static bool
counts(const struct caller *g, const struct door_auth *a)
{
	bool changing = (g->state == CALLER_ASKED || g->state == CALLER_HELD) && g->talk == TALK_PAM &&
	    g->words.phase == PAM_PHASE_CHANGE;

	return !changing || (a->kind != AUTH_REPLY && a->kind != AUTH_TALK);
}

void
caller_read(struct broker *b, struct caller *g)
{
	union door_message m;
	int fd;
	enum err e = door_receive(g->link, &m, &fd);

	if (fd >= 0)
		close(fd);
	if (e == ERR_BUSY)
		return;
	if (e == ERR_NOTFOUND) {
		try_cancel(b, g);
		g->state = g->state == CALLER_IN || g->state == CALLER_IDLE ? CALLER_OVER : g->state;
		g->gone = true;
		return;
	}
	if (e != ERR_OK || m.head.type != DOOR_AUTH)
		caller_abuse(b, g, "not a request");
	else if (!take_name(b, g, m.auth.user))
		caller_abuse(b, g, "another user in the middle");
	else if (g->state != CALLER_IDLE && g->state != CALLER_ASKED && g->state != CALLER_HELD)
		caller_abuse(b, g, "it does not wait for answers");
	else if (counts(g, &m.auth) && ++g->requests > b->config.tries) {
		caller_answer(b, g, ANSWER_DISCONNECT, 0);
		try_cancel(b, g);
		g->state = CALLER_OVER;
	} else
		take_request(b, g, &m.auth);
	secret_wipe(&m, sizeof(m));
}

void
caller_tick(struct broker *b, struct caller *g, int64_t now_us)
{
	if (g->state == CALLER_FAIL && now_us >= g->due_us)
		say_no(b, g);
	else
		try_tick(b, g, now_us);
	if (g->state != CALLER_IN &&
	    now_us - g->opened_us > (int64_t)b->config.auth_seconds * 1000000 + EXTRA_US)
		g->state = CALLER_OVER;
}

int64_t
caller_next(const struct broker *b, const struct caller *g)
{
	(void)b;
	switch (g->state) {
	case CALLER_FAIL:
	case CALLER_QUEUE:
	case CALLER_PAM:
		return g->due_us;
	default:
		return NEVER_US;
	}
}
