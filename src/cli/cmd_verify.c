#include "cli/cli.h"

#include <sysexits.h>

#include "base/i18n.h"
#include "domain/verify.h"

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

int
cmd_verify(struct cli *c, const struct args *a)
{
	struct report r = { .c = c, .findings = c->json ? json_array() : NULL };
	struct err_note note = { 0 };
	int bad = 0;
	enum err e;

	(void)a;
	e = verify_run(c->store, c->actor, report, &r, &bad, &note);
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
