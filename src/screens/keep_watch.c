#include "config.h"

#include "screens/keep_watch.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "jobs/notice.h"
#include "screens/served.h"

#define LOOK_MS 500

static void
leave(struct session *s, const struct notice *n)
{
	snprintf(s->goodbye, sizeof s->goodbye, str_eq(n->what, "encrypt") ?
	    _("%s is writing the store anew. Your work is kept as drafts; sign in again in a minute.") :
	    _("%s is restoring the store. Your work is kept as drafts; sign in again in a minute."), n->by);
	if (s->served != NULL)
		str_copy(s->served->goodbye, sizeof s->served->goodbye, s->goodbye);
	app_quit(s->app);
}

void
keep_watch(struct session *s)
{
	int64_t now = app_now_ms(s->app), left;
	struct notice n;

	if (now - s->noticed_ms < LOOK_MS || app_is_leaving(s->app))
		return;
	s->noticed_ms = now;
	if (!notice_read(store_paths(s->st), &n))
		return;
	left = n.until_ms - clock_now_ms();
	if (left <= 0) {
		leave(s, &n);
		return;
	}
	app_message(s->app, str_eq(n.what, "encrypt") ?
	    _("%s writes the store anew in %d s: this session ends then, work is kept as drafts.") :
	    _("%s restores the store in %d s: this session ends then, work is kept as drafts."),
	    n.by, (int)(left / 1000) + 1);
	app_touch(s->app);
}
