#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "domain/verify.h"
#include "jobs/backup.h"
#include "store/audit.h"

struct report { const struct cli *c; json_t *findings; };

static void
report(void *arg, bool ok, const char *line)
{
	struct report *r = arg;

	if (r->findings != NULL)
		json_array_append_new(r->findings, json_pack("{s:b, s:s}", "ok", ok, "text", line));
	else
		tell("%s %s", ok ? "ok  " : "BAD ", line);
}

const struct option_def verify_options[] = {
	{ "head", 0, "CODE", N_("The trail still holds this code of a Z report or of quen audit code") },
	{ "anchors", 0, "FILE", N_("It holds every code of the file, one a line") },
	{ 0 }
};

static enum err
check_code(struct report *r, const char *code, int *bad, struct err_note *note)
{
	struct err_note found = { 0 };
	char line[400];
	enum err e = audit_check_code(r->c->store, code, &found);

	if (e == ERR_CONFLICT || e == ERR_NOTFOUND) {
		snprintf(line, sizeof(line), "%s", found.text);
		report(r, false, line);
		(*bad)++;
		return ERR_OK;
	}
	if (e != ERR_OK && note != NULL)
		*note = found;
	if (e == ERR_OK) {
		snprintf(line, sizeof(line), _("the trail holds %s"), code);
		report(r, true, line);
	}
	return e;
}

/* Codes stand where they were copied to: blank lines and what follows a # do not count. */
static enum err
check_file(struct report *r, const char *path, int *bad, struct err_note *note)
{
	FILE *f = fopen(path, "re");
	char line[256];
	enum err e = ERR_OK;

	if (f == NULL)
		return err_set(note, ERR_IO, "anchors", _("%s cannot be opened: %s"), path, strerror(errno));
	while (e == ERR_OK && fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "#\r\n")] = '\0';
		if (line[strspn(line, " \t")] != '\0')
			e = check_code(r, line, bad, note);
	}
	fclose(f);
	return e;
}

static enum err
check_codes(struct report *r, const struct cli *c, const struct args *a, int *bad,
    struct err_note *note)
{
	const char *code;
	enum err e = store_begin(c->store, c->actor, false, note);

	if (e != ERR_OK)
		return e;
	/* a store that was changed was named already */
	if (*bad == 0)
		e = backup_trail_check(c->store, report, r, bad, note);
	for (size_t i = 0; e == ERR_OK && (code = args_nth(a, "head", i)) != NULL; i++)
		e = check_code(r, code, bad, note);
	if (e == ERR_OK && args_get(a, "anchors") != NULL)
		e = check_file(r, args_get(a, "anchors"), bad, note);
	store_rollback(c->store);
	return e;
}

int
cmd_verify(struct cli *c, const struct args *a)
{
	struct report r = { .c = c, .findings = c->json ? json_array() : NULL };
	struct err_note note = { 0 };
	int bad = 0;
	enum err e;

	e = verify_run(c->store, c->actor, report, &r, &bad, &note);
	if (e == ERR_OK)
		e = check_codes(&r, c, a, &bad, &note);
	if (e != ERR_OK) {
		json_decref(r.findings);
		return say_failed(c, e, &note);
	}
	if (r.findings != NULL)
		tell_json(json_pack("{s:b, s:i, s:o}", "ok", bad == 0, "bad", bad, "findings", r.findings));
	else if (bad > 0)
		say(ngettext("%d finding. Do not post on; keep a copy of the files and restore a backup.",
		    "%d findings. Do not post on; keep a copy of the files and restore a backup.",
		    (unsigned long)bad), bad);
	return bad == 0 ? EX_OK : EX_DATAERR;
}
