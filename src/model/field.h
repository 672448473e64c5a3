/* field.h - one field of an entity: its type, how it is typed, shown and kept. */
#ifndef QUEN_MODEL_FIELD_H
#define QUEN_MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"
#include "base/locale.h"
#include "base/money.h"

/* type in forms        kept as (database, record)         JSON and CSV */
enum field_type {
	FIELD_CODE,	/* 'code'    TEXT, ASCII letters digits - _ . /; kept as typed, found in any case   text */
	FIELD_TEXT,	/* 'text'    TEXT, one line                       text */
	FIELD_NOTE,	/* 'note'    TEXT, many lines                     text */
	FIELD_INT,	/* 'int'     INTEGER                              integer */
	FIELD_MONEY,	/* 'money'   INTEGER, minor units                 integer */
	FIELD_PERCENT,	/* 'percent' INTEGER, basis points                number, JSON real or text "12.5" (percent) */
	FIELD_FACTOR,	/* 'factor'  INTEGER, hundredths (1.5 = 150)      number, JSON real or text "1.5" */
	FIELD_POINTS,	/* 'points'  INTEGER                              integer */
	FIELD_BOOL,	/* 'bool'    INTEGER 0 1                          true false */
	FIELD_CHOICE,	/* 'choice'  TEXT, one of choices                 text */
	FIELD_DAY,	/* 'day'     INTEGER yyyymmdd                     "2026-11-21" */
	FIELD_BIRTH,	/* 'birth'   INTEGER yyyymmdd or 0000mmdd         "1990-02-14" "--02-14" */
	FIELD_MINUTE,	/* 'minute'  INTEGER minute of the day            "17:30" */
	FIELD_INSTANT,	/* 'instant' INTEGER UTC ms                       ISO 8601 with zone */
	FIELD_PHONE,	/* 'phone'   TEXT, E.164                          text */
	FIELD_EMAIL,	/* 'email'   TEXT                                 text */
	FIELD_CARD,	/* 'card'    TEXT, digits (rule V7)               text */
	FIELD_REF,	/* 'ref'     id in column <name>_id; record: code text */
	FIELD_REFS,	/* 'refs'    link table; record: codes, sorted, comma list   list or comma list */
	FIELD_VERBS	/* 'verbs'   INTEGER bits of enum verb            comma list */
};

struct field {
	const char *name;		/* also the column, but see REF and REFS */
	const char *label;		/* msgid */
	const char *hint, *help;	/* msgid or "" */
	enum field_type type;
	int width;			/* columns on a form */
	int max_len;			/* characters that may be stored */
	bool required, unique, readonly, search, hidden, clear_on_type, repeat;
	bool sealed;			/* kept sealed (store/sealed.h) */
	bool warn_duplicate;
	const char *column;		/* the database's name where the own one is a word of SQL, or "" */
	const char *entity;		/* REF, REFS: the entity's name */
	const char *filter;		/* REF: "kind=shop" or "" */
	const char *choices;		/* CHOICE: comma list of values; labels are msgids with context = field name */
	const char *preset;		/* default: "" "today" "next:series" or a value */
	const char *valid;		/* POSIX extended regular expression or "" */
	const char *when;		/* "kind=organisation": entered only then; or "" */
	const char *right;		/* right needed to see it, "function.verb" or "" */
	int line;			/* in the form file */
	int index;			/* in entity.fields */
};

/* What a type brings along; the table is in field.c. */
struct field_kind {
	const char *name;		/* as in forms: "code" */
	bool is_int;			/* kept as an integer */
	int width, max_len;		/* when the form says nothing */
};
const struct field_kind *field_kind(enum field_type type);
bool field_type_find(const char *name, enum field_type *type);

/* Verbs of a right, bits from 1: view add edit delete print export. */
#define FIELD_VERB_COUNT 6
const char *field_verb_name(int bit);	/* 0 .. 5 */

/* How values are read and shown: the user's language and the shop's money. */
struct format {
	const struct locale_rules *locale;
	const struct currency *currency;
	const char *country;		/* "84" */
};

/* A value: NULL, integer or text, by the table above. */
enum value_kind { VALUE_NULL, VALUE_INT, VALUE_TEXT };
struct value { enum value_kind kind; int64_t i; char *s; };	/* s owned */
void value_fini(struct value *v);			/* leaves NULL */
void value_set_int(struct value *v, int64_t i);
void value_set_text(struct value *v, const char *s);	/* NULL or "" gives NULL */
void value_copy(struct value *dst, const struct value *src);
bool value_eq(const struct value *a, const struct value *b);

/* Does the type keep an integer. */
bool field_is_int(const struct field *f);
/* As a user typed it, to a value; normalises (NFC, phone). "" gives NULL.
 * ERR_INVALID: note.field = f->name and a sentence with an example. */
enum err field_parse(const struct field *f, const struct format *fm,
    const char *text, struct value *v, struct err_note *note) MUST_CHECK;
/* For showing and editing, in the user's locale. The caller frees. */
char *field_format(const struct field *f, const struct format *fm, const struct value *v);
/* For files and JSON as text: ISO days, plain integers, "true". The caller frees. */
char *field_to_text(const struct field *f, const struct value *v);
/* From such text, or (import) as a user would type it in fm's locale. */
enum err field_from_text(const struct field *f, const struct format *fm,
    const char *text, struct value *v, struct err_note *note) MUST_CHECK;
/* Checks a value however it came: type, length, choice, valid, required is not checked here. */
enum err field_check(const struct field *f, const struct value *v, struct err_note *note) MUST_CHECK;
/* Label of a choice, translated. */
const char *field_choice_label(const struct field *f, const char *value);

#endif
