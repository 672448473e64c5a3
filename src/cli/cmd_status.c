/* quen status: the lines of the screen of health; ends with 0 only when nothing is bad. */
#include "cli/cli.h"

#include <sysexits.h>

#include "base/i18n.h"
#include "jobs/health.h"

static const char *const states[] = { "fine", "look", "bad" };

int
cmd_status(struct cli *c, const struct args *a)
{
	struct health_line lines[HEALTH_LINES];
	struct err_note note = { 0 };
	json_t *v = json_object();
	size_t n = HEALTH_LINES;
	bool bad = false;
	enum err e = health_look(c->store, c->actor, lines, &n, &note);

	(void)a;
	if (e != ERR_OK) {
		json_decref(v);
		return say_failed(c, e, &note);
	}
	for (size_t i = 0; i < n; i++) {
		const struct health_line *h = &lines[i];

		bad = bad || h->state == HEALTH_BAD;
		json_object_set_new(v, h->name, json_pack("{s:s,s:s}", "value", h->plain,
		    "state", states[h->state]));
		if (!c->json)
			tell("%-4s  %s: %s%s%s", states[h->state], h->title, h->value,
			    h->advice[0] != '\0' ? "  - " : "", h->advice);
	}
	json_object_set_new(v, "ok", json_boolean(!bad));
	if (c->json)
		tell_json(v);
	else
		json_decref(v);
	return bad ? EX_UNAVAILABLE : EX_OK;
}
