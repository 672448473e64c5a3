/* pam_child.h - PAM in a process of its own for every try. It may crash, hang, fork, print or
 * name another user: all of that is a refusal, and the broker lives on.
 *
 * Both talk over a SOCK_SEQPACKET pair; the child's messages count only when its own process
 * sent them (SCM_CREDENTIALS), and its result only when it ended well and nobody else holds the
 * link any more: a module that leaves a copy of the process behind lets nobody in. */
#ifndef QUEN_ACCESS_PAM_CHILD_H
#define QUEN_ACCESS_PAM_CHILD_H

#include <sys/types.h>

#include "access/door.h"

#define PAM_STACK "quen"		/* everything but: */
#define PAM_STACK_KEY "quen-key"	/* the second step after a key */
#define PAM_GROUPS 1024

enum pam_mode {
	PAM_MODE_FULL,			/* authenticate and account by "quen" */
	PAM_MODE_AFTER_KEY,		/* authenticate by "quen-key", account by "quen" */
	PAM_MODE_ACCOUNT		/* account alone, for a key */
};
struct pam_order {
	enum pam_mode mode;
	const char *user, *peer, *folder;	/* folder: with the service files */
};

enum pam_say { PAM_SAY_PROMPT = 1, PAM_SAY_RESULT };
enum pam_phase { PAM_PHASE_AUTH, PAM_PHASE_CHANGE };
struct pam_words {
	uint32_t say;
	uint32_t phase;			/* PROMPT: enum pam_phase */
	uint32_t prompts;
	uint8_t echo[DOOR_PROMPTS];
	char info[DOOR_TEXT];		/* what modules told meanwhile */
	char prompt[DOOR_PROMPTS][DOOR_TEXT];
	/* RESULT */
	uint8_t proved, let_in;		/* authenticated; and the account may be used */
	uint8_t own;			/* pam_quen.so did it */
	uint8_t code;			/* and took a one-time code */
	char groups[PAM_GROUPS];	/* of Unix and QUEN_GROUPS, commas */
};
struct pam_reply { uint32_t answers; char answer[DOOR_PROMPTS][DOOR_SECRET]; };

/* pid 0: none. */
struct pam_child { pid_t pid; int link; bool exited, ended_well, eof, said; };

enum err pam_child_start(struct pam_child *c, const struct pam_order *o) MUST_CHECK;
/* ERR_BUSY nothing there; ERR_NOTFOUND the link ended (c->eof); ERR_INVALID not the child's
 * own words: stop it. */
enum err pam_child_read(struct pam_child *c, struct pam_words *m) MUST_CHECK;
enum err pam_child_answer(struct pam_child *c, const struct pam_reply *r) MUST_CHECK;
/* After SIGCHLD: true when the child is gone, with whatever it had started. */
bool pam_child_reap(struct pam_child *c);
/* Ends it at once and waits for that moment. */
void pam_child_stop(struct pam_child *c);

/* pam_files.c: the folder CONFIG/pam.d with both service files, written when they are not
 * there. ERR_CONFIG when somebody else may write one of them. */
enum err pam_files_ready(const char *config_dir, const char *run_dir, char *folder, size_t size,
    struct err_note *note) MUST_CHECK;
/* The same without writing: looked at before every start of a child. */
enum err pam_files_check(const char *folder, struct err_note *note) MUST_CHECK;

#endif
