/* The backup of every night; the first of a week counts as the week's. */
#include "jobs/job.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "jobs/restore.h"

#define WEEK_MS (INT64_C(7 * 24) * 3600000)
#define SLACK_MS INT64_C(7200000)	/* nights are not equally long */

static bool
has_weekly(const struct store_paths *p)
{
	struct backup_info *all = NULL;
	size_t n = 0;
	bool has = false;

	if (backup_list(p, NULL, &all, &n, NULL) == ERR_OK)
		for (size_t i = 0; i < n; i++)
			has |= all[i].state == BACKUP_GOOD && str_eq(all[i].kind, "weekly") &&
			    clock_now_ms() - all[i].made_at < WEEK_MS - SLACK_MS;
	free(all);
	return has;
}

enum err
job_backup(struct store *st, struct actor *a, int64_t *done, struct err_note *note)
{
	struct backup_order o = { .by = "worker",
		.kind = has_weekly(store_paths(st)) ? "daily" : "weekly" };
	struct backup_info made;
	struct err_note copy = { 0 };
	enum err e = backup_make_as(st, a, &o, &made, &copy, note);

	if (e != ERR_OK)
		return e;
	*done = 1;
	generations_tidy(store_paths(st));
	if (copy.text[0] == '\0')
		return ERR_OK;
	return err_set(note, copy.code, "", _("The backup is good, but its copy in the second folder failed: %s"),
	    copy.text);
}
