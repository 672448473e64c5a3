/* broker_part.h - what the files of the broker share. Not for others.
 *
 * One thread, one loop. A caller is a connection that wants in; what it does is a state machine:
 * its user is fixed by the first request, every request counts, every failure is answered alike
 * on one grid of time. Times are monotonic, in microseconds. Design: TRUST.md 2, doc/SIGN-IN.md. */
#ifndef QUEN_ACCESS_BROKER_PART_H
#define QUEN_ACCESS_BROKER_PART_H

#include "access/counters.h"
#include "access/identity_wire.h"
#include "access/pam_child.h"
#include "access/ticket.h"

#define CALLERS_MOST 256
#define ASKS_MOST 128
#define PAM_SLOTS 2
#define PAM_US INT64_C(10000000)	/* for one step of a child */
#define PAM_LEAVE_US INT64_C(1000000)	/* after its result */
#define ASK_US INT64_C(8000000)
#define POLICY_US INT64_C(2000000)
#define NEVER_US INT64_MAX

enum caller_state {
	CALLER_IDLE,			/* its turn to speak */
	CALLER_QUEUE,			/* waits for its time and for a slot, then goes on */
	CALLER_PAM,			/* a child works */
	CALLER_ASKED,			/* prompts are out; its turn to answer */
	CALLER_HELD,			/* a password was right and expired: waits for AUTH_TALK */
	CALLER_LOOK,			/* the store side is asked */
	CALLER_FAIL,			/* the answer is no, at due_us */
	CALLER_IN,			/* has its ticket */
	CALLER_OVER			/* to be closed */
};
enum caller_talk { TALK_NONE, TALK_PAM, TALK_CARD, TALK_FAREWELL };

struct caller {
	int link;
	uint64_t id;
	char peer[DOOR_PEER];
	bool gone;			/* it left; what is under way is seen through */
	bool exempt;			/* a till's address */
	enum caller_state state;
	int64_t opened_us, base_us, due_us;

	char user[DOOR_USER];
	bool named, well_named, is_card;
	uint32_t requests, rounds;
	bool tried;			/* something that can fail was tried */

	char counted[DOOR_USER];	/* under which name tries count: the user, or the card */
	bool answered;			/* something was typed in this try */
	uint32_t kind;			/* of the request under way, enum door_auth_kind */
	uint32_t factors;		/* proved so far, all on this connection and for this user */
	bool half;			/* a key is good, a code is missing */
	char fingerprint[DOOR_TEXT], till[DOOR_USER];
	bool poisoned;			/* fails whatever is said */
	bool locks;			/* this failure shuts user and address out for a while */

	enum caller_talk talk;
	struct pam_child child;
	bool to_answer;			/* CALLER_QUEUE: goes on with reply, else starts */
	bool has_result;
	struct pam_words words;		/* last prompts, or the result */
	struct pam_reply reply;		/* wiped as soon as it is given on */
	char secret[DOOR_SECRET];	/* of AUTH_PASSWORD, until PAM asks for it */
	unsigned char key[DOOR_KEY];
	uint32_t key_size;
};

struct broker;
/* answer NULL: there is none. g NULL when it left meanwhile, or there was none. */
struct ask {
	int fd;				/* -1: the place is free */
	struct caller *g;
	int64_t until_us;
	void (*done)(struct broker *b, struct caller *g, const struct id_answer *a);
};

struct broker {
	struct door_config config;
	int listener, keeper, signals;
	struct caller *caller[CALLERS_MOST];
	size_t ncallers;
	struct ask ask[ASKS_MOST];
	struct counters *counters;
	struct tickets *tickets;
	char folder[DOOR_TEXT + 16];	/* of the PAM service files */
	char state[DOOR_TEXT + 32];	/* path of the counters' file */
	bool changed;			/* the file is older than the counters */
	int64_t saved_us, swept_us, drift_ms;
	bool stopping;
	/* what the store side said last */
	uint32_t policy;		/* enum id_answer_flag */
	char networks[ID_TEXT];
	int64_t policy_us;		/* 0: not known yet */
	bool policy_asked;
};

/* broker.c */
int64_t broker_now(void);
/* Networks of tills: what the configuration and the store say. */
bool broker_is_exempt(const struct broker *b, const char *peer);

/* broker_ask.c */
struct pollfd;
void ask_start(struct broker *b, struct caller *g, struct id_request *rq,
    void (*done)(struct broker *b, struct caller *g, const struct id_answer *a));
void ask_ready(struct broker *b, struct ask *k);
void ask_forget(struct broker *b, const struct caller *g);
void ask_policy(struct broker *b);
/* One row for the trail. */
void ask_note(struct broker *b, enum id_event event, const char *user, bool is_card,
    const char *source, const char *how, const char *key, uint32_t count);

/* broker_caller.c: what a caller says, and what is said to it */
struct caller *caller_new(struct broker *b, int link, const struct door_connection *c);
void caller_free(struct broker *b, struct caller *g);
void caller_read(struct broker *b, struct caller *g);
/* Something may have become due. */
void caller_tick(struct broker *b, struct caller *g, int64_t now_us);
int64_t caller_next(const struct broker *b, const struct caller *g);
void caller_answer(struct broker *b, struct caller *g, enum door_answer_kind kind, uint32_t methods);
/* Shows the prompts of g->words. */
void caller_prompt(struct broker *b, struct caller *g, enum caller_talk talk);
/* No, at the next line of the grid. */
void caller_fail(struct broker *b, struct caller *g);
void caller_abuse(struct broker *b, struct caller *g, const char *why);
uint32_t caller_methods(const struct broker *b, const struct caller *g);
/* Everything was proved and the account may be used: the ticket. name as Quen writes it. */
void caller_let_in(struct broker *b, struct caller *g, const char *name);

/* broker_try.c: tries that PAM or the store side look at */
void try_begin(struct broker *b, struct caller *g);
void try_key(struct broker *b, struct caller *g);
void try_card(struct broker *b, struct caller *g);
void try_tick(struct broker *b, struct caller *g, int64_t now_us);
void try_child_ready(struct broker *b, struct caller *g);
void try_child_gone(struct broker *b, struct caller *g);
void try_go_on(struct broker *b, struct caller *g);
void try_cancel(struct broker *b, struct caller *g);

#endif
