#include "config.h"

#include "screens/approve.h"

#include <string.h>

#include "base/i18n.h"
#include "base/secret.h"
#include "ui/dialog.h"

bool
approve_ask(struct session *s, struct approve *a)
{
	memset(a, 0, sizeof *a);
	if (dialog_prompt(s->app, _("Approval"), _("Who approves"), false, a->user,
	    sizeof a->user) && dialog_prompt(s->app, _("Approval"), _("Own password"), true,
	    a->password, sizeof a->password))
		return true;
	secret_wipe(a->password, sizeof a->password);
	return false;
}
