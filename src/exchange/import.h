/* import.h - a CSV file into records of an entity, with an account of every
 * row: added, updated, skipped as a duplicate, or refused with its reason.
 *
 * Rows are committed in steps of some 20 ms, so that tills go on between them;
 * what was counted is in. Importing the same file again adds nothing: a row
 * is a duplicate by its code, else another unique field, else phone, else
 * name and birth day (A13). A hidden customer's phone is refused (rule S3). */
#ifndef QUEN_EXCHANGE_IMPORT_H
#define QUEN_EXCHANGE_IMPORT_H

#include "store/store.h"

enum import_duplicate { IMPORT_SKIP, IMPORT_UPDATE, IMPORT_CREATE };

struct import_result {
	int64_t rows;			/* without the header */
	int64_t added, updated, skipped, refused, refs_added;
	int64_t same_code, same_phone, same_name, unchanged;	/* parts of skipped */
	int64_t last_line;		/* last line that is decided */
};

struct import_options {
	const char *map;		/* "column=field,..." or a saved map's name; NULL: by header */
	const char *save_map;		/* name, or NULL */
	const char *encoding;		/* NULL: sniffed */
	char separator;			/* 0: sniffed */
	const char *rejects;		/* file for refused rows, or NULL */
	bool plain;			/* cells as they are: no apostrophe is a guard */
	bool dry_run;			/* does everything and keeps nothing */
	bool create_refs;		/* adds catalog rows that the file names */
	enum import_duplicate on_duplicate;
	bool (*stop)(void *arg);	/* may be NULL; asked at every row */
	void (*progress)(void *arg, const struct import_result *r);	/* may be NULL */
	void (*say)(void *arg, const char *text);	/* messages: ignored columns, refused rows */
	void *arg;
};

/* Opens its own transactions; needs import.add and the entity's rights. *r holds what
 * happened also after a failure: rows counted there are in the store.
 * ERR_CANCELLED when stopped; ERR_SYNTAX, ERR_INVALID when the file as a whole does not do. */
enum err import_file(struct store *st, struct actor *a, const struct entity *e, const char *path,
    const struct import_options *o, struct import_result *r, struct err_note *note) MUST_CHECK;

#endif
