/* import_parts.h - what the files of the import screen share. Inside screens/import*. */
#ifndef QUEN_SCREENS_IMPORT_PARTS_H
#define QUEN_SCREENS_IMPORT_PARTS_H

#include <stdio.h>

#include "exchange/import.h"
#include "screens/imports.h"
#include "ui/list.h"
#include "ui/menu.h"

/* Columns of a preview beside line and outcome. */
#define IMPORT_SHOWN 8

struct import_desk {
	struct session *s;
	const struct entity *e;
	FILE *f;			/* the file itself, whatever happens to its name */
	char name[256];
	char encoding[40], sheet[132];	/* "" as found */
	int64_t header;			/* 0 as found */
	enum import_duplicate on_duplicate;
	bool create_refs;
	struct import_look look;
	const struct field **fields;	/* as the user has them; look.n */
	struct list *list;
	struct menu_item more[8];
};

/* ---- import_pick.c ---- */
/* NULL: cancelled. */
const struct entity *import_pick_entity(struct session *s, const char *word, struct err_note *note);
/* *f stays NULL when cancelled; else open, the caller's. */
enum err import_pick_file(struct session *s, char *name, size_t size, FILE **f,
    struct err_note *note) MUST_CHECK;
/* The field for a column; false: cancelled. *field NULL: none. */
bool import_pick_field(const struct import_desk *d, size_t column, const struct field **field);

/* ---- import_work.c ---- */
/* The options of everything that is done with the file. */
struct import_options import_desk_options(const struct import_desk *d);
/* The first rows, and what would become of each. */
void import_preview_run(struct import_desk *d);
/* Tries all, asks, does it, says what came of it. true: it is done. */
bool import_work_run(struct import_desk *d);

#endif
