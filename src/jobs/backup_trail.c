/* Headers of backups as anchors of the trail (TRUST.md 5). */
#include "jobs/backup_part.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "store/audit.h"
#include "store/query.h"

#define SAME_MS 10000		/* two of one moment are still one after the other */

/* A restore: from is when the last row of the version was written, at when it took place. What was
 * made between the two belongs to a trail that was left. */
struct restores { struct { int64_t rows, from, at; } *r; size_t n, cap; };

/* Of how many rows the version's trail was: the trail of the restore says it. */
static int64_t
rows_then(int64_t seq, const char *body)
{
	json_t *changes = json_loads(body, 0, NULL);
	json_t *rows = json_array_get(json_object_get(changes, "audit_rows"), 1);
	int64_t n = json_is_integer(rows) ? json_integer_value(rows) : seq - 1;

	json_decref(changes);
	return n;
}

/* What it begins with when that row went to a file: long ago. */
static enum err
load_from(struct store *st, struct restores *rs, struct err_note *note)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < rs->n; i++) {
		e = store_get_int(st, "keep.row_at", DB_ARGS(DB_INT("seq", rs->r[i].rows)), &rs->r[i].from, note);
		if (e == ERR_NOTFOUND)
			e = ERR_OK;
	}
	return e;
}

static enum err
load_restores(struct store *st, struct restores *rs, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "keep.restores", DB_NO_ARGS, note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		rs->r = xgrow(rs->r, &rs->cap, rs->n + 1, sizeof *rs->r);
		rs->r[rs->n].rows = rows_then(db_int(q, 0), db_text(q, 2));
		rs->r[rs->n].from = 0;
		rs->r[rs->n++].at = db_int(q, 1);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : load_from(st, rs, note);
}

static bool
was_left_behind(const struct restores *rs, const struct backup_info *b)
{
	for (size_t i = 0; i < rs->n; i++) {
		if (b->made_at >= rs->r[i].from && b->made_at <= rs->r[i].at + SAME_MS)
			return true;
	}
	return false;
}

static bool
has_head(const struct backup_info *b, unsigned char hash[HASH_SIZE])
{
	return (b->state == BACKUP_GOOD || b->state == BACKUP_UNVERIFIED) && b->audit_rows > 0 &&
	    hex_read(b->audit_head, hash, HASH_SIZE);
}

enum err
backup_trail_check(struct store *st, void (*report)(void *arg, bool ok, const char *line),
    void *arg, int *bad, struct err_note *note)
{
	unsigned char hash[HASH_SIZE];
	struct restores rs = { NULL };
	struct backup_info *all = NULL;
	struct err_note found;
	size_t n = 0, held = 0;
	char line[BACKUP_ID + sizeof found.text + 32];
	enum err e = load_restores(st, &rs, note);

	if (e == ERR_OK)
		e = backup_list(store_paths(st), NULL, &all, &n, note);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		if (!has_head(&all[i], hash))
			continue;
		e = audit_check_hash(st, all[i].audit_rows, hash, &found);
		held += e == ERR_OK;
		if (e == ERR_CONFLICT && !was_left_behind(&rs, &all[i])) {
			snprintf(line, sizeof line, _("backup %s: %s"), all[i].id, found.text);
			report(arg, false, line);
			(*bad)++;
		}
		/* of rows that went to a file nothing can be said */
		if (e == ERR_CONFLICT || e == ERR_NOTFOUND)
			e = ERR_OK;
		else if (e != ERR_OK && note != NULL)
			*note = found;
	}
	if (e == ERR_OK && held > 0) {
		snprintf(line, sizeof line, ngettext("the trail is the one that %zu backup was made of",
		    "the trail is the one that %zu backups were made of", (unsigned long)held), held);
		report(arg, true, line);
	}
	free(rs.r);
	free(all);
	return e;
}
