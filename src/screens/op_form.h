/* op_form.h - an operation of the rule books as a small form: one row of a
 * table each (op_forms.c). It is posted through the same door as "quen post",
 * under one key until it is through. */
#ifndef QUEN_SCREENS_OP_FORM_H
#define QUEN_SCREENS_OP_FORM_H

#include "base/json.h"
#include "screens/session.h"
#include "store/draft.h"

#define OP_FORM_FIELDS_MAX 8

struct op_form {
	const char *op;			/* "topup": domain/ops.h */
	const char *title;		/* msgid */
	const char *function;		/* right without which it is not offered */
	enum verb verb;
	const char *subject;		/* member that the screen gives: "card" "customer" "receipt" "till" */
	const struct field *fields;
	size_t nfields;
	const char *warning;		/* msgid above the fields, or "" */
	bool is_approvable;		/* who may only make sales asks a second person (H5) */
};

/* The rows for a kind of subject, in order of the table; *n of them. */
const struct op_form *op_form_at(size_t i);	/* NULL beyond the last */
const struct op_form *op_form_find(const char *op);
bool op_form_may(const struct session *s, const struct op_form *f);

/* Asks, posts, says what came of it in the message line. about: words above
 * the fields (who, which balance), "" for none. *reply (may be NULL) is owned by the caller.
 * False: nothing was posted. */
bool op_form_run(struct session *s, const struct op_form *f, const char *subject,
    const char *about, json_t **reply);

/* Goes on with a draft, "op:topup:8901..."; nothing when it is of a form that is no more. */
void op_form_draft(struct session *s, const struct draft *d);

/* Posts a ready request; takes rq. *reply, owned by the caller, or the note. */
enum err op_form_post(struct session *s, json_t *rq, json_t **reply, struct err_note *note) MUST_CHECK;
/* A fresh idempotency key. */
void op_form_key(char key[48]);
/* "Principal 500.000 · Bonus 50.000": the figures of a reply, translated. */
void op_form_figures(const struct session *s, const json_t *reply, struct strbuf *out);

#endif
