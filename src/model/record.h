/* record.h - one row of an entity in memory: typed values, labels of references. */
#ifndef QUEN_MODEL_RECORD_H
#define QUEN_MODEL_RECORD_H

#include "base/json.h"
#include "model/entity.h"

struct record {
	const struct entity *entity;
	int64_t id;			/* 0 = not stored yet */
	int64_t version;		/* of the row this was read from */
	struct value *values;		/* one a field; REF: the code; REFS: comma list of codes */
	char **labels;			/* REF: the name beside the code, or NULL */
	/* who and when, for the foot of a form; 0 when the entity keeps none */
	int64_t created_at, changed_at;
	char created_by[32], changed_by[32];	/* user codes */
	char owner[32];			/* PRIVACY_OWNER: user code */
	int scope;			/* PRIVACY_OWNER: enum scope of access.h */
	bool deleted;
	char *sort_key;			/* what its name is sorted by, as it is stored; NULL: not read */
};

struct record *record_new(const struct entity *e);
struct record *record_copy(const struct record *r);
void record_free(struct record *r);

/* By field name; a name that does not exist is a broken promise (assert). */
struct value *record_value(struct record *r, const char *field);
const char *record_text(const struct record *r, const char *field);	/* "" when NULL; texts only */
int64_t record_int(const struct record *r, const char *field);		/* 0 when NULL */
void record_set_text(struct record *r, const char *field, const char *s);
void record_set_int(struct record *r, const char *field, int64_t i);
/* Sets the presets that need no database ("today", plain values). */
void record_preset(struct record *r, const struct format *fm, day_t today);
/* Every field of b that differs from a, as bits by index. */
bool record_differs(const struct record *a, const struct record *b, int field_index);

/* JSON of the named fields (NULL: all but hidden): ints as integers, money
 * as minor units, days as ISO text, refs as codes, refs lists as arrays. */
json_t *record_to_json(const struct record *r, bool with_empty);
/* Sets what obj names; an unknown name or a wrong type is refused by name. */
enum err record_from_json(struct record *r, const struct format *fm,
    const json_t *obj, struct err_note *note) MUST_CHECK;
/* Required fields, when-conditions, every field_check. First problem in note. */
enum err record_check(const struct record *r, struct err_note *note) MUST_CHECK;
/* Empties the fields whose when-condition does not hold (any more): what a form
 * does before it saves. */
void record_drop_inapplicable(struct record *r);
/* "kind=organisation" or "kind=a|b" holds for r; "" always does. A bool that was
 * not entered is false. */
bool record_when(const struct record *r, const char *condition);

#endif
