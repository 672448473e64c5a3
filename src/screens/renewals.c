/* Contracts from the notice and from their form. Rule C2. */
#include "config.h"

#include "screens/renewals.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/contract.h"
#include "screens/op_form.h"
#include "screens/records.h"
#include "ui/dialog.h"
#include "ui/popups.h"

#define LINKS_MAX 100

static enum err
renewed_by(struct session *s, int64_t id, int64_t *by, char number[32], struct err_note *note)
{
	enum err e = session_read(s, note);

	if (e != ERR_OK)
		return e;
	e = contract_renewed_by(s->st, id, by, number, note);
	session_done(s);
	return e;
}

enum err
renewals_renew(struct session *s, int64_t id, const char *number, struct err_note *note)
{
	char key[48], text[160], next[32];
	json_t *rq, *reply = NULL;
	int64_t by = 0;
	enum err e = renewed_by(s, id, &by, next, note);

	if (e == ERR_OK && by == 0) {
		snprintf(text, sizeof text, _("%s goes on with a new contract for the next period."), number);
		if (!dialog_confirm(s->app, _("Renew the contract?"), text))
			return ERR_OK;
		op_form_key(key);
		rq = json_pack("{s:s,s:s,s:s}", "op", "contract.renew", "key", key, "contract", number);
		e = op_form_post(s, rq, &reply, note);
		json_decref(reply);
		if (e == ERR_OK)
			e = renewed_by(s, id, &by, next, note);
	}
	if (e == ERR_OK)
		e = records_open_form(s, "contract", by, note);
	if (e == ERR_OK)
		app_message(s->app, _("%s is renewed by %s."), number, next);
	return e;
}

enum err
renewals_history(struct session *s, int64_t id, const char *number, struct err_note *note)
{
	struct contract_link l[LINKS_MAX];
	const struct locale_rules *lr = s->format.locale;
	char start[24], end[24], value[48];
	struct strbuf out = { 0 };
	size_t n = LINKS_MAX;
	enum err e = session_read(s, note);

	if (e != ERR_OK)
		return e;
	e = contract_history(s->st, id, l, &n, note);
	session_done(s);
	if (e != ERR_OK)
		return e;
	for (size_t i = 0; i < n; i++)
		strbuf_addf(&out, "%s %-14s %s - %s  %s  %s\n", l[i].is_this ? ">" : " ", l[i].number,
		    day_format(lr, l[i].start, start, sizeof start),
		    l[i].end != 0 ? day_format(lr, l[i].end, end, sizeof end) : "...",
		    tr_ctx("status", l[i].status), session_money(s, l[i].value, value, sizeof value));
	viewer_run(s->app, number, strbuf_str(&out), true, NULL);
	strbuf_fini(&out);
	return ERR_OK;
}
