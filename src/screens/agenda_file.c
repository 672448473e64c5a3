#include "config.h"

#include "screens/agenda_file.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "exchange/ical.h"
#include "report/out_file.h"
#include "screens/records.h"

static enum err
make(struct session *s, int64_t user, int64_t id, const char *path, size_t *n,
    struct err_note *note)
{
	struct out_file file = { 0 };
	char *text = NULL;
	enum err e = session_read(s, note);

	if (e != ERR_OK)
		return e;
	e = ical_text(s->st, user, id, &text, n, note);
	session_done(s);
	if (e == ERR_OK)
		e = out_open(&file, path, note);
	if (e == ERR_OK && fputs(text, file.f) == EOF)
		e = err_set(note, ERR_IO, "", _("The file %s cannot be written."), path);
	if (e == ERR_OK)
		e = out_commit(&file, note);
	out_abort(&file);
	free(text);
	return e;
}

static void
save(struct session *s, int64_t user, int64_t id, const char *name)
{
	struct err_note note = { 0 };
	char path[600], *text;
	size_t n = 0;

	if (!session_may(s, "appointment", VERB_EXPORT)) {
		app_error(s->app, _("Not allowed for %s (needs %s.%s)."), actor_code(s->a),
		    "appointment", "export");
		return;
	}
	if (!records_ask_path(s, name, path, sizeof path))
		return;
	if (make(s, user, id, path, &n, &note) != ERR_OK) {
		app_error_note(s->app, &note);
		return;
	}
	text = xasprintf(ngettext("%zu appointment written to %s", "%zu appointments written to %s",
	    (unsigned long)n), n, path);
	records_say_written(s, text, path);
	free(text);
}

void
agenda_file_save(struct session *s, int64_t user_id)
{
	char name[128], day[16];

	snprintf(name, sizeof name, "agenda-%s.ics", day_iso(clock_today(), day, sizeof day));
	save(s, user_id, 0, name);
}

void
agenda_file_one(struct session *s, int64_t id, const char *number)
{
	char name[128];

	snprintf(name, sizeof name, "%s.ics", number);
	save(s, 0, id, name);
}
