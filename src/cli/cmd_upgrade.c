#include "cli/cli.h"

#include <sysexits.h>

#include "base/i18n.h"
#include "db/migrate.h"

int
cmd_upgrade(struct cli *c, const struct args *a)
{
	struct db_options o = { .sql_dir = c->paths.sql };
	struct err_note note = { 0 };
	struct db *d = NULL;
	int before = 0, after = 0;
	enum err e;

	(void)a;
	e = cli_need_owner(c, &note);
	if (e == ERR_OK)
		e = db_open(c->paths.db, &o, &d, &note);
	if (e == ERR_OK)
		e = migrate_version(d, &before, &note);
	if (e == ERR_OK && before > migrate_newest(d))
		e = err_set(&note, ERR_CONFIG, "",
		    _("The store has schema %d, this program knows %d. Install the newer program."),
		    before, migrate_newest(d));
	if (e == ERR_OK)
		e = migrate_run(d, &note);
	if (e == ERR_OK)
		e = migrate_version(d, &after, &note);
	if (e == ERR_OK)
		e = db_durable(d, &note);
	db_close(d);
	if (e == ERR_NOTFOUND && note.text[0] == '\0')
		(void)err_set(&note, e, "", _("There is no store here. Make one: quen init"));
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	if (c->json)
		tell_json(json_pack("{s:b, s:i, s:i}", "ok", 1, "before", before, "after", after));
	else if (before == after)
		tell(_("Schema %d: nothing to do."), after);
	else
		tell(_("Schema %d is now %d."), before, after);
	return EX_OK;
}
