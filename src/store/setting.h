/* setting.h - system parameters: key, type, range, default, help (G4). */
#ifndef QUEN_STORE_SETTING_H
#define QUEN_STORE_SETTING_H

#include "store/store.h"

enum setting_type { SETTING_TEXT, SETTING_INT, SETTING_BOOL, SETTING_CHOICE };
struct setting_def {
	const char *key;		/* "points.value" */
	enum setting_type type;
	const char *preset;		/* default as text */
	int64_t min, max;		/* INT */
	const char *choices;		/* CHOICE: comma list */
	const char *help;		/* msgid */
};
extern const struct setting_def setting_table[];	/* ends with a NULL key */
const struct setting_def *setting_find(const char *key);

/* Cached per process, refreshed by epoch at store_begin(). */
int64_t setting_int(struct store *st, const char *key);
bool setting_bool(struct store *st, const char *key);
const char *setting_text(struct store *st, const char *key);	/* borrowed */
/* Inside a write transaction; checks type and range; needs setting.edit. */
enum err setting_set(struct store *st, const char *key, const char *value,
    struct err_note *note) MUST_CHECK;

#endif
