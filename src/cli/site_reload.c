#include "cli/site_reload.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "report/report.h"
#include "screens/site_keys.h"
#include "store/site.h"

static void
leave_out(void *arg, const struct err_note *note)
{
	(void)arg;
	(void)note;		/* the log has it */
}

static int
is_keymap(const struct dirent *d)
{
	return d->d_name[0] != '.' && str_ends(d->d_name, ".keys");
}

static void
read_keymaps(const struct store_paths *p)
{
	struct dirent **names;
	struct keymap *km;
	char folder[700], name[300];
	int n;

	snprintf(folder, sizeof folder, "%s/keymaps", p->site);
	n = scandir(folder, &names, is_keymap, alphasort);
	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof name, "%.*s", (int)(strlen(names[i]->d_name) - strlen(".keys")),
		    names[i]->d_name);
		km = NULL;
		if (site_keys_load(p, name, &km, NULL) == ERR_OK)
			keymap_free(km);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

void
site_reload(const struct store_paths *p)
{
	struct err_note note = { 0 };
	struct store *st = NULL;
	struct reports all;
	char rel[300], why[512];
	size_t at = 0, wrong = 0;

	site_forget(p);
	if (store_open(p, &st, &note) != ERR_OK) {
		log_write(LOG_LEVEL_ERROR, "forms were not read anew: %s", note.text);
		return;
	}
	store_close(st);
	if (reports_load(p, &all, leave_out, NULL, &note) == ERR_OK)
		reports_fini(&all);
	read_keymaps(p);
	site_tell(p);
	while (site_wrong_next(p, &at, rel, sizeof rel, why, sizeof why)) {
		wrong++;
		if (strcmp(rel, "forms") != 0)	/* the log has them */
			site_log(p, rel, why);
	}
	if (wrong == 0)
		log_write(LOG_LEVEL_WARN, "forms, keymaps and reports were read anew");
}
