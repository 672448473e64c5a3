#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/document.h"

#define LIST_MAX 1000

const struct option_def document_options[] = {
	{ "name", 0, "NAME", N_("Name of the document; made from its type otherwise") },
	{ "note", 0, "TEXT", N_("A note beside it") },
	{ 0 }
};

static json_t *
to_json(const struct document *d)
{
	char at[48];
	json_t *v = json_pack("{s:I,s:s,s:s,s:s,s:s,s:I,s:s,s:s,s:s}", "id", (json_int_t)d->id,
	    "entity", d->entity, "code", d->row_code, "name", d->name, "type", d->type,
	    "size", (json_int_t)d->size, "hash", d->hash,
	    "at", instant_iso(d->at, at, sizeof at), "by", d->user);

	if (d->width != 0) {
		json_object_set_new(v, "width", json_integer(d->width));
		json_object_set_new(v, "height", json_integer(d->height));
	}
	return v;
}

static enum err
add(struct cli *c, const struct args *a, struct err_note *note)
{
	struct document_request rq = { a->words[1], a->words[2], args_get(a, "name"),
		args_get(a, "note") };
	struct document d;
	enum err e;

	if (isatty(STDIN_FILENO))
		return err_set(note, ERR_INVALID, "",
		    _("The document comes on standard input: quen document add customer KH000372 < FILE"));
	e = document_add(c->store, c->actor, &rq, stdin, &d, note);
	if (e != ERR_OK)
		return e;
	if (c->json) {
		json_t *v = to_json(&d);

		json_object_set_new(v, "ok", json_true());
		if (d.again)
			json_object_set_new(v, "again", json_true());
		tell_json(v);
	} else
		tell("%lld", (long long)d.id);
	if (d.again)
		say(_("%s was attached to %s already."), d.name, d.row_code);
	else
		say(_("%s is attached to %s."), d.name, d.row_code);
	return ERR_OK;
}

static enum err
list(struct cli *c, const struct args *a, struct err_note *note)
{
	struct document *all = calloc(LIST_MAX, sizeof *all);
	json_t *array = c->json ? json_array() : NULL;
	size_t n = LIST_MAX;
	char at[48];
	enum err e;

	if (all == NULL)
		abort();
	e = store_begin(c->store, c->actor, false, note);
	if (e == ERR_OK) {
		e = document_list(c->store, a->words[1], a->words[2], all, &n, note);
		store_rollback(c->store);
	}
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		const struct document *d = &all[i];

		if (array != NULL)
			json_array_append_new(array, to_json(d));
		else
			tell("%-10lld %-24s %12lld  %s  %s", (long long)d->id, d->type,
			    (long long)d->size, instant_iso(d->at, at, sizeof at), d->name);
	}
	if (array != NULL && e == ERR_OK)
		tell_json(array);
	else
		json_decref(array);
	free(all);
	return e;
}

static enum err
on_id(struct cli *c, const char *word, bool remove, struct err_note *note)
{
	char *end;
	int64_t id = strtoll(word, &end, 10);
	enum err e;

	if (*word == '\0' || *end != '\0' || id <= 0)
		return err_set(note, ERR_INVALID, "id", _("\"%s\" is not the number of a document."), word);
	if (!remove)
		return document_export(c->store, c->actor, id, stdout, note);
	e = document_remove(c->store, c->actor, id, note);
	if (e == ERR_OK)
		say(_("The document is removed."));
	return e;
}

static enum err
tidy(struct cli *c, struct err_note *note)
{
	int64_t n;
	enum err e = document_tidy(c->store, c->actor, &n, note);

	if (e == ERR_OK)
		say(ngettext("%lld file removed that nothing held.",
		    "%lld files removed that nothing held.", (unsigned long)n), (long long)n);
	return e;
}

int
cmd_document(struct cli *c, const struct args *a)
{
	const char *what = a->words[0];
	struct err_note note = { 0 };
	enum err e;

	if (str_eq(what, "add") && a->nwords == 3)
		e = add(c, a, &note);
	else if (str_eq(what, "list") && a->nwords == 3)
		e = list(c, a, &note);
	else if ((str_eq(what, "get") || str_eq(what, "remove")) && a->nwords == 2)
		e = on_id(c, a->words[1], str_eq(what, "remove"), &note);
	else if (str_eq(what, "tidy") && a->nwords == 1)
		e = tidy(c, &note);
	else
		return say_usage(c, "document", _("Write: quen document %s"),
		    "add ENTITY CODE | list ENTITY CODE | get ID | remove ID | tidy");
	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}
