#include "config.h"

#include "screens/op_form.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/secret.h"
#include "domain/ops.h"
#include "screens/approve.h"
#include "screens/records.h"
#include "store/setting.h"
#include "ui/dialog.h"

/* One form while it is open. */
struct open_form {
	struct session *s;
	const struct op_form *f;
	const char *subject;
	const char *about;
	char key[48];
	char draft[96];			/* key of what was typed and not posted */
	bool has_draft;
	json_t *reply;
};

/* Members of replies that a person wants to read, in this order. */
static const struct { const char *name, *label; bool is_money; } figures[] = {
	{ "receipt", N_("Receipt"), false },
	{ "number", N_("Number"), false },
	{ "paid_out", N_("Paid out"), true },
	{ "principal", N_("Principal"), true },
	{ "bonus", N_("Bonus"), true },
	{ "left", N_("Visits left"), false },
	{ "points", N_("Points"), false },
	{ "earned", N_("Points earned"), false },
	{ "stock", N_("Stock"), false },
	{ "expected", N_("Expected"), true },
	{ "difference", N_("Difference"), true },
};

void
op_form_key(char key[48])
{
	unsigned char raw[16];

	secret_random(raw, sizeof raw);
	for (size_t i = 0; i < sizeof raw; i++)
		snprintf(key + 2 * i, 3, "%02x", raw[i]);
}

static enum err
code_named(const char *name)
{
	for (int e = ERR_INVALID; e < ERR_COUNT; e++)
		if (str_eq(err_name((enum err)e), name))
			return (enum err)e;
	return ERR_DB;
}

enum err
op_form_post(struct session *s, json_t *rq, json_t **reply, struct err_note *note)
{
	enum err err;

	*reply = NULL;
	op_post(s->st, s->a, rq, reply);
	json_decref(rq);
	if (json_is_true(json_object_get(*reply, "ok")))
		return ERR_OK;
	const char *field = json_string_value(json_object_get(*reply, "field"));
	const char *text = json_string_value(json_object_get(*reply, "message"));

	err = code_named(json_string_value(json_object_get(*reply, "error")));
	err_set(note, err, field ? field : "", "%s", text ? text : err_text(err));
	json_decref(*reply);
	*reply = NULL;
	return err;
}

/* A cell of the form as a member of the request. */
static void
put(json_t *rq, const struct field *f, const struct value *v)
{
	char *text;

	if (v->kind == VALUE_NULL)
		return;
	/* How it is paid: one tender that takes the whole amount. */
	if (str_eq(f->name, "method")) {
		json_object_set_new(rq, "tenders", json_pack("[{s:s}]", "method", v->s));
		return;
	}
	/* Money out of the drawer is a negative movement. */
	if (str_eq(f->name, "direction")) {
		json_int_t amount = json_integer_value(json_object_get(rq, "amount"));

		if (str_eq(v->s, "out"))
			json_object_set_new(rq, "amount", json_integer(-amount));
		return;
	}
	if (f->type == FIELD_BOOL)
		json_object_set_new(rq, f->name, json_boolean(v->i != 0));
	else if (f->type != FIELD_DAY && v->kind == VALUE_INT)
		json_object_set_new(rq, f->name, json_integer(v->i));
	else {
		text = field_to_text(f, v);
		json_object_set_new(rq, f->name, json_string(text));
		free(text);
	}
}

/* Who has not the right asks somebody who has. */
static enum err
ask_approval(const struct open_form *o, json_t *rq, struct err_note *note)
{
	struct approve who;

	if (!o->f->is_approvable || session_may(o->s, o->f->function, o->f->verb))
		return ERR_OK;
	if (!approve_ask(o->s, &who))
		return err_set(note, ERR_DENIED, "",
		    _("This needs somebody who may approve it."));
	json_object_set_new(rq, "approver", json_string(who.user));
	json_object_set_new(rq, "approver_password", json_string(who.password));
	secret_wipe(who.password, sizeof who.password);
	return ERR_OK;
}

static enum err
accept(void *ctx, const struct record *r, struct err_note *note)
{
	struct open_form *o = ctx;
	json_t *rq = json_object();
	enum err err;

	json_object_set_new(rq, "op", json_string(o->f->op));
	json_object_set_new(rq, "key", json_string(o->key));
	if (o->f->subject[0] != '\0')
		json_object_set_new(rq, o->f->subject, json_string(o->subject));
	for (size_t i = 0; i < o->f->nfields; i++)
		put(rq, &o->f->fields[i], &r->values[i]);
	err = ask_approval(o, rq, note);
	if (err != ERR_OK) {
		json_decref(rq);
		return err;
	}
	return op_form_post(o->s, rq, &o->reply, note);
}

static enum err
resolve(void *ctx, const struct field *f, const struct record *r, const char *text,
    char **code, char **label, struct err_note *note)
{
	struct open_form *o = ctx;

	return records_form_ops.resolve(o->s, f, r, text, code, label, note);
}

static enum err
lookup(void *ctx, const struct field *f, const struct record *r,
    const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct open_form *o = ctx;

	return records_form_ops.lookup(o->s, f, r, rq, page, note);
}

static const struct form_ops form_ops = { .resolve = resolve, .lookup = lookup };

/* ---- what was typed and not posted (rule T1) ---- */

/* The key of the request goes along: a form that was posted when its session died posts nothing a
 * second time. */
static void
keep_draft(struct open_form *o, struct form *form)
{
	json_t *fields = json_object(), *body;
	struct err_note note;
	char title[128], *text;

	for (size_t i = 0; i < o->f->nfields; i++)
		json_object_set_new(fields, o->f->fields[i].name,
		    json_string(form_text(form, o->f->fields[i].name)));
	body = json_pack("{s:s, s:s, s:s, s:o}", "key", o->key, "about", o->about,
	    "subject", o->subject, "fields", fields);
	text = json_text(body);
	snprintf(title, sizeof title, "%s %s", _(o->f->title), o->subject);
	if (draft_save(o->s->st, o->s->a, o->draft, title, text, &note) != ERR_OK)
		app_error(o->s->app, "%s", _("The draft could not be kept."));
	o->has_draft = true;
	free(text);
	json_decref(body);
}

static void
keep(void *ctx, struct form *form)
{
	struct open_form *o = ctx;

	if (form != NULL)
		keep_draft(o, form);
	else if (o->has_draft && draft_drop(o->s->st, o->s->a, o->draft, NULL) == ERR_OK)
		o->has_draft = false;
}

static void
take_draft(struct open_form *o, struct form *form, const json_t *body)
{
	const json_t *fields = json_object_get(body, "fields");
	const char *key = json_string_value(json_object_get(body, "key"));

	if (key != NULL && strlen(key) < sizeof o->key)
		str_copy(o->key, sizeof o->key, key);
	for (size_t i = 0; i < o->f->nfields; i++) {
		const char *text = json_string_value(json_object_get(fields, o->f->fields[i].name));

		if (text != NULL)
			form_set_text(form, o->f->fields[i].name, text);
	}
}

static void
begin(void *ctx, struct form *form)
{
	const char *const answers[] = { _("Take up"), _("Drop") };
	struct open_form *o = ctx;
	json_t *body = NULL;
	char *text = NULL;

	if (draft_load(o->s->st, o->s->a, o->draft, &text, NULL) != ERR_OK || text == NULL)
		return;
	o->has_draft = true;
	if (json_parse_object(text, strlen(text), &body, NULL) == ERR_OK && dialog_choose(o->s->app,
	    _(o->f->title), _("This was typed before and not posted."), answers, 2, 0) == 0)
		take_draft(o, form, body);
	else
		keep(o, NULL);
	json_decref(body);
	free(text);
}

void
op_form_draft(struct session *s, const struct draft *d)
{
	const char *rest = d->key;
	const struct op_form *f;
	const char *about, *subject;
	json_t *body = NULL;
	char op[64];

	str_next(&rest, ':', op, sizeof op);		/* "op" */
	str_next(&rest, ':', op, sizeof op);
	f = op_form_find(op);
	if (f == NULL || json_parse_object(d->body, strlen(d->body), &body, NULL) != ERR_OK)
		return;
	about = json_string_value(json_object_get(body, "about"));
	subject = json_string_value(json_object_get(body, "subject"));
	(void)op_form_run(s, f, subject != NULL ? subject : "", about != NULL ? about : "", NULL);
	json_decref(body);
}

bool
op_form_may(const struct session *s, const struct op_form *f)
{
	return session_may(s, f->function, f->verb) ||
	    (f->is_approvable && session_may(s, f->function, VERB_ADD));
}

void
op_form_figures(const struct session *s, const json_t *reply, struct strbuf *out)
{
	char num[40];

	for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
		const json_t *v = json_object_get(reply, figures[i].name);

		if (v == NULL || json_is_null(v))
			continue;
		if (out->len > 0)
			strbuf_add(out, "   ");
		strbuf_addf(out, "%s ", _(figures[i].label));
		if (json_is_string(v))
			strbuf_add(out, json_string_value(v));
		else if (figures[i].is_money)
			strbuf_add(out, session_money(s, json_integer_value(v), num, sizeof num));
		else
			strbuf_add(out, session_int(s, json_integer_value(v), num, sizeof num));
	}
}

/* The form's fields, with the shop's own ways to pay among the choices. choices: what they point
 * to, for the caller to fini. */
static void
copy_fields(struct session *s, const struct op_form *f, struct field *fields,
    struct strbuf *choices)
{
	const char *more = "";
	char code[16];

	memcpy(fields, f->fields, f->nfields * sizeof *fields);
	for (size_t i = 0; i < f->nfields; i++) {
		if (!str_eq(f->fields[i].name, "method"))
			continue;
		strbuf_add(choices, f->fields[i].choices);
		if (session_read(s, NULL) == ERR_OK) {
			more = setting_text(s->st, "tenders.more");
			while (str_next(&more, ',', code, sizeof code))
				if (code[0] != '\0')
					strbuf_addf(choices, ",%s", code);
			session_done(s);
		}
		fields[i].choices = strbuf_str(choices);
	}
}

bool
op_form_run(struct session *s, const struct op_form *f, const char *subject,
    const char *about, json_t **reply)
{
	struct open_form o = { .s = s, .f = f, .subject = subject, .about = about };
	struct field fields[OP_FORM_FIELDS_MAX];
	struct dialog_form d = { .title = _(f->title), .text = about, .fields = fields,
		.nfields = f->nfields, .fm = &s->format, .ops = &form_ops, .ctx = &o,
		.accept = accept, .begin = begin, .keep = keep };
	struct strbuf text = { 0 }, choices = { 0 };
	struct record *r = NULL;
	bool done;

	assert(f->nfields <= OP_FORM_FIELDS_MAX);

	if (reply)
		*reply = NULL;
	if (!op_form_may(s, f)) {
		app_error(s->app, _("Not allowed for %s (needs %s.%s)."), actor_code(s->a),
		    f->function, verb_name(f->verb));
		return false;
	}
	op_form_key(o.key);
	snprintf(o.draft, sizeof o.draft, "op:%s:%s", f->op, subject);
	copy_fields(s, f, fields, &choices);
	if (f->warning[0] != '\0') {
		strbuf_addf(&text, "%s%s%s", about, about[0] != '\0' ? "  " : "", _(f->warning));
		d.text = strbuf_str(&text);
	}
	done = dialog_form_run(s->app, &d, NULL, &r) && o.reply != NULL;
	strbuf_clear(&text);
	if (done) {
		op_form_figures(s, o.reply, &text);
		app_message(s->app, _("Posted. %s"), strbuf_str(&text));
	}
	strbuf_fini(&text);
	record_free(r);
	strbuf_fini(&choices);
	if (done && reply)
		*reply = o.reply;
	else
		json_decref(o.reply);
	return done;
}
