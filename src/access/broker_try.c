/* What is tried: a password or a dialogue with PAM, a key, a card. A try begins when the counters
 * allow it and a slot is free; waiting for somebody to type takes no slot. */
#include "access/broker_part.h"

#include <string.h>

#include "base/log.h"
#include "base/secret.h"
#include "base/str.h"

/* No user has a blank in the name: PAM says no, in the time and with the prompts of any other. */
#define NOBODY "no such user"

static size_t
slots_taken(const struct broker *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->ncallers; i++)
		n += b->caller[i]->state == CALLER_PAM;
	return n;
}

/* Counts the try and queues it. */
static void
queue(struct broker *b, struct caller *g)
{
	struct counter_verdict v;

	counters_try(b->counters, g->counted, g->peer, g->exempt, broker_now() / 1000, &v);
	b->changed = true;
	g->poisoned = v.locked || !g->well_named;
	g->answered = false;
	g->locks = v.locks;
	g->to_answer = false;
	g->due_us = v.start_ms * 1000;
	g->state = CALLER_QUEUE;
	try_tick(b, g, broker_now());
}

void
try_begin(struct broker *b, struct caller *g)
{
	if (g->kind == AUTH_TALK || g->kind == AUTH_PASSWORD)
		queue(b, g);
	else
		caller_fail(b, g);
}

static enum pam_mode
mode_of(const struct caller *g)
{
	if (g->half)
		return PAM_MODE_AFTER_KEY;
	return g->kind == AUTH_KEY ? PAM_MODE_ACCOUNT : PAM_MODE_FULL;
}

static void
start_child(struct broker *b, struct caller *g)
{
	struct pam_order o = { .mode = mode_of(g), .user = g->poisoned ? NOBODY : g->user,
		.peer = g->peer, .folder = b->folder };
	struct err_note note = { 0 };

	g->base_us = broker_now();
	g->has_result = false;
	if (pam_files_check(b->folder, &note) != ERR_OK) {
		log_write(LOG_LEVEL_ERROR, "broker: nobody can sign in: %s", note.text);
		caller_fail(b, g);
		return;
	}
	if (pam_child_start(&g->child, &o) != ERR_OK) {
		log_write(LOG_LEVEL_ERROR, "broker: no process for PAM");
		caller_fail(b, g);
		return;
	}
	g->state = CALLER_PAM;
	g->due_us = g->base_us + PAM_US;
}

static void
give_answer(struct broker *b, struct caller *g)
{
	enum err e = pam_child_answer(&g->child, &g->reply);

	secret_wipe(&g->reply, sizeof(g->reply));
	if (e != ERR_OK) {
		caller_fail(b, g);
		return;
	}
	g->state = CALLER_PAM;
	g->due_us = broker_now() + PAM_US;
}

void
try_tick(struct broker *b, struct caller *g, int64_t now_us)
{
	if (g->state == CALLER_QUEUE && now_us >= g->due_us) {
		if (slots_taken(b) >= PAM_SLOTS)
			return;		/* looked at again when one is given back */
		if (g->to_answer)
			give_answer(b, g);
		else
			start_child(b, g);
	} else if (g->state == CALLER_PAM && now_us >= g->due_us) {
		log_write(LOG_LEVEL_WARN, "broker: PAM took too long and was stopped");
		caller_fail(b, g);
	}
}

void
try_go_on(struct broker *b, struct caller *g)
{
	g->to_answer = g->answered = true;
	g->state = CALLER_QUEUE;
	g->due_us = broker_now();
	try_tick(b, g, broker_now());
}

void
try_cancel(struct broker *b, struct caller *g)
{
	(void)b;
	if (g->state != CALLER_ASKED && g->state != CALLER_HELD)
		return;
	pam_child_stop(&g->child);
	secret_wipe(g->secret, sizeof(g->secret));
	g->talk = TALK_NONE;
	g->state = CALLER_IDLE;
	if (g->is_card)
		return;
	if (g->answered || g->kind != AUTH_TALK)
		counters_failed(b->counters, g->counted, g->peer, broker_now() / 1000);
	else
		counters_untry(b->counters, g->counted, g->peer);
}

/* A password given by the method "password" answers the first hidden prompt and no other. */
static void
answer_for(struct broker *b, struct caller *g)
{
	if (g->secret[0] == '\0' || g->words.prompts != 1 || g->words.echo[0]) {
		caller_fail(b, g);
		return;
	}
	memset(&g->reply, 0, sizeof(g->reply));
	g->reply.answers = 1;
	memcpy(g->reply.answer[0], g->secret, DOOR_SECRET);
	secret_wipe(g->secret, sizeof(g->secret));
	give_answer(b, g);
}

static void
take_prompt(struct broker *b, struct caller *g)
{
	if (g->kind == AUTH_TALK) {
		caller_prompt(b, g, TALK_PAM);
		return;
	}
	if (g->words.phase == PAM_PHASE_AUTH) {
		answer_for(b, g);
		return;
	}
	/* Proved, and the password has to be changed: the prompts wait for a dialogue. */
	g->talk = TALK_PAM;
	g->state = CALLER_HELD;
	caller_answer(b, g, ANSWER_PARTIAL, METHOD_TALK);
}

static void
entered(struct broker *b, struct caller *g, const struct id_answer *a)
{
	if (g == NULL)
		return;
	if (a == NULL || a->result != ID_YES || a->user[0] == '\0')
		caller_fail(b, g);
	else
		caller_let_in(b, g, a->user);
}

/* PAM is through: what it was worth. */
static void
judge(struct broker *b, struct caller *g)
{
	struct id_request rq = { .ask = ID_ENTER };
	enum pam_mode mode = mode_of(g);
	bool good = g->has_result && g->child.ended_well && g->words.proved && !g->poisoned && !g->gone;

	pam_child_stop(&g->child);
	if (!good || !g->words.let_in) {
		/* Only who proved to be the user hears why. */
		if (good && g->kind == AUTH_TALK && g->words.info[0] != '\0') {
			g->words.prompts = 0;
			caller_prompt(b, g, TALK_FAREWELL);
			return;
		}
		caller_fail(b, g);
		return;
	}
	if (mode == PAM_MODE_FULL)
		g->factors = FACTOR_PASSWORD;
	if (mode == PAM_MODE_AFTER_KEY || g->words.code)
		g->factors |= FACTOR_CODE;
	str_copy(rq.user, sizeof(rq.user), g->user);
	str_copy(rq.text, sizeof(rq.text), g->words.groups);
	rq.flags = g->words.own || mode == PAM_MODE_ACCOUNT ? ID_OWN : 0;
	g->state = CALLER_LOOK;
	ask_start(b, g, &rq, entered);
}

void
try_child_ready(struct broker *b, struct caller *g)
{
	struct pam_words w;
	enum err e = pam_child_read(&g->child, &w);

	if (e == ERR_BUSY)
		return;
	if (e == ERR_NOTFOUND) {
		try_child_gone(b, g);
		return;
	}
	if (e != ERR_OK || g->state != CALLER_PAM) {
		log_write(LOG_LEVEL_WARN, "broker: a PAM module spoke out of turn");
		caller_fail(b, g);
		return;
	}
	g->words = w;
	secret_wipe(&w, sizeof(w));
	if (g->words.say == PAM_SAY_PROMPT) {
		take_prompt(b, g);
		return;
	}
	g->has_result = true;
	g->due_us = broker_now() + PAM_LEAVE_US;
}

/* Both must have happened: the process is gone, and nobody else holds its link. */
void
try_child_gone(struct broker *b, struct caller *g)
{
	if (!g->child.exited || !g->child.eof)
		return;
	if (g->state == CALLER_PAM)
		judge(b, g);
	else
		caller_fail(b, g);	/* it died while somebody typed */
}

/* net says that it has verified the signature; who does not want to take its word asks for a code
 * besides, which it can only pass on (doc/SIGN-IN.md). */
static void
key_looked(struct broker *b, struct caller *g, const struct id_answer *a)
{
	bool always = (b->policy & ID_KEY_NEEDS_CODE) != 0;

	if (g == NULL)
		return;
	if (a == NULL || a->result != ID_YES || !g->well_named || g->is_card ||
	    (always && (a->flags & ID_HAS_CODE) == 0)) {
		caller_fail(b, g);
		return;
	}
	if (g->kind == AUTH_KEY_OFFER) {
		g->state = CALLER_IDLE;
		caller_answer(b, g, ANSWER_KEY_OK, caller_methods(b, g));
		return;
	}
	g->factors |= FACTOR_KEY;
	str_copy(g->fingerprint, sizeof(g->fingerprint), a->fingerprint);
	str_copy(g->till, sizeof(g->till), a->till);
	if (always || ((a->flags & ID_HAS_CODE) != 0 && (b->policy & ID_KEY_AND_CODE) != 0)) {
		g->half = true;
		g->state = CALLER_IDLE;
		caller_answer(b, g, ANSWER_PARTIAL, caller_methods(b, g));
		return;
	}
	/* The account is PAM's to judge, for keys too. */
	g->poisoned = g->locks = false;
	g->to_answer = false;
	g->due_us = broker_now();
	g->state = CALLER_QUEUE;
	try_tick(b, g, broker_now());
}

void
try_key(struct broker *b, struct caller *g)
{
	struct id_request rq = { .ask = ID_KEY_CHECK, .key_size = g->key_size };

	if (g->half) {
		caller_fail(b, g);
		return;
	}
	str_copy(rq.user, sizeof(rq.user), g->user);
	memcpy(rq.key, g->key, sizeof(rq.key));
	g->state = CALLER_LOOK;
	ask_start(b, g, &rq, key_looked);
}

static void
card_looked(struct broker *b, struct caller *g, const struct id_answer *a)
{
	if (g == NULL)
		return;
	if (a == NULL || a->result != ID_YES || g->poisoned) {
		caller_fail(b, g);
		return;
	}
	g->factors = FACTOR_PIN;
	caller_let_in(b, g, a->user);
}

/* Cards are locked one by one (rule V4); here the address counts, and the card from it. */
void
try_card(struct broker *b, struct caller *g)
{
	struct id_request rq = { .ask = ID_CARD };
	struct counter_verdict v;

	g->words.prompts = 0;
	str_copy(g->counted, sizeof(g->counted), "card:");
	str_copy(g->counted + 5, sizeof(g->counted) - 5, g->reply.answer[0]);
	counters_try(b->counters, g->counted, g->peer, g->exempt, broker_now() / 1000, &v);
	b->changed = true;
	str_copy(rq.user, sizeof(rq.user), g->reply.answer[0]);
	str_copy(rq.secret, sizeof(rq.secret), g->reply.answer[1]);
	secret_wipe(&g->reply, sizeof(g->reply));
	g->poisoned = v.locked || v.start_ms > broker_now() / 1000;
	g->state = CALLER_LOOK;
	if (g->poisoned) {
		secret_wipe(&rq, sizeof(rq));
		caller_fail(b, g);
		return;
	}
	ask_start(b, g, &rq, card_looked);
}
