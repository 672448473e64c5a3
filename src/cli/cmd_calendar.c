#include "cli/cli.h"

#include <stdlib.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "exchange/ical.h"
#include "report/out_file.h"
#include "store/record_store.h"

const struct option_def calendar_options[] = {
	{ "user", 0, "CODE", N_("Whose appointments; without it, one's own") },
	{ "output", 'o', "FILE", N_("Into this file, whole or not at all") },
	{ 0 }
};

static enum err
read_text(struct cli *c, const char *user, char **text, struct err_note *note)
{
	int64_t id = actor_id(c->actor);
	size_t n = 0;
	enum err e = store_begin(c->store, c->actor, false, note);

	if (e == ERR_OK && user != NULL)
		e = record_id(c->store, model_entity(store_model(c->store), "user"), user, &id, note);
	if (e == ERR_OK)
		e = ical_text(c->store, id, 0, text, &n, note);
	store_rollback(c->store);
	return e;
}

int
cmd_calendar(struct cli *c, const struct args *a)
{
	struct out_file out = { 0 };
	struct err_note note = { 0 };
	char *text = NULL;
	enum err e = read_text(c, args_get(a, "user"), &text, &note);

	if (e == ERR_OK)
		e = out_open(&out, args_get(a, "output"), &note);
	if (e == ERR_OK && fputs(text, out.f) == EOF)
		e = err_set(&note, ERR_IO, "", _("The result cannot be written."));
	if (e == ERR_OK)
		e = out_commit(&out, &note);
	out_abort(&out);
	free(text);
	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}
