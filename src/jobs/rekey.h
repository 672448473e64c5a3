/* rekey.h - how the store lies on the disk is changed: encrypted or clear, with another key of its
 * pages, with another master key of the installation (doc/CRYPTO.md). Killed at any moment, the
 * store is whole and opens; run again, a change of the master key that was broken off is finished. */
#ifndef QUEN_JOBS_REKEY_H
#define QUEN_JOBS_REKEY_H

#include "store/store.h"

enum rekey_what { REKEY_NONE, REKEY_ON, REKEY_OFF, REKEY_PAGES, REKEY_MASTER };
/* "on", "off", "new-key", "new-master"; REKEY_NONE: another word. */
enum rekey_what rekey_word(const char *word);

/* page_key: 0 when the store is clear. fields: the master key that sealed fields are under.
 * masters: how many there are, the last one is the newest. */
struct rekey_state { uint32_t page_key; unsigned fields, masters; };
enum err rekey_look(const struct store_paths *p, struct rekey_state *s, struct err_note *note)
    MUST_CHECK;

struct rekey_order {
	const struct store_paths *p;
	enum rekey_what what;
	const char *by;
	int warn_s;			/* sessions are told and end; below 0: nobody may be there */
};
struct rekey_done {
	struct rekey_state state;
	int64_t fields, codes;		/* sealed anew */
	char what[48];			/* for the trail */
};
/* The caller has no store open, and asked for the right. After an error the store is as it was, or
 * has its new pages and says so. ERR_BUSY: somebody stayed. */
enum err rekey_run(const struct rekey_order *o, struct rekey_done *out, struct err_note *note)
    MUST_CHECK;
/* Inside a write transaction of who did it. Needs setting.edit. */
enum err rekey_trail(struct store *st, const struct rekey_done *d, struct err_note *note) MUST_CHECK;

#endif
