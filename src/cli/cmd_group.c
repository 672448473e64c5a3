#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/record_store.h"

#define PAGE 500

const struct option_def group_options[] = {
	{ "admin", 0, NULL, N_("add: every right, sees every customer") },
	{ "functions", 0, NULL, N_("list: what rights can be given on") },
	{ 0 }
};

static const struct entity *
entity(const struct cli *c, const char *name)
{
	return model_entity(store_model(c->store), name);
}

static enum err
add(struct cli *c, void *arg, struct err_note *note)
{
	const struct args *a = arg;
	struct record *r = record_new(entity(c, "group"));
	enum err e;

	record_preset(r, store_format(c->store), clock_today());
	e = field_from_text(entity_field(r->entity, "code"), store_format(c->store), a->words[1],
	    record_value(r, "code"), note);
	record_set_text(r, "name", a->words[2]);
	record_set_int(r, "admin", args_has(a, "admin"));
	if (e == ERR_OK)
		e = record_check(r, note);
	if (e == ERR_OK)
		e = record_insert(c->store, r, note);
	record_free(r);
	return e;
}

static enum err
read_verbs(const struct function *f, const char *text, int *verbs, struct err_note *note)
{
	char word[32];
	int v;

	*verbs = 0;
	while (str_next(&text, ',', word, sizeof(word))) {
		if (strcmp(word, "all") == 0) {
			*verbs |= f->verbs;
			continue;
		}
		for (v = VERB_VIEW; v < VERB_ALL && strcmp(verb_name((enum verb)v), word) != 0; v *= 2)
			;
		if (v >= VERB_ALL)
			return err_set(note, ERR_INVALID, "verbs",
			    _("Unknown verb \"%s\". There are: view,add,edit,delete,print,export,all."), word);
		if ((v & f->verbs) == 0)
			return err_set(note, ERR_INVALID, "verbs", _("%s knows no \"%s\"."), f->name, word);
		*verbs |= v;
	}
	return *verbs != 0 ? ERR_OK : err_set(note, ERR_INVALID, "verbs", _("No verb was named."));
}

/* The right of a group on a function; NULL when it has none yet. */
static enum err
find_right(struct cli *c, const char *group, const char *function, struct record **out,
    struct err_note *note)
{
	struct list_query q = { .entity = entity(c, "right") };
	struct record_page page;
	size_t i;
	enum err e;

	*out = NULL;
	q.parent_field = entity_field(q.entity, "group");
	e = record_id(c->store, entity(c, "group"), group, &q.parent_id, note);
	if (e == ERR_OK)
		e = list_page(c->store, &q, NULL, true, PAGE, &page, note);
	if (e != ERR_OK)
		return e;
	for (i = 0; i < page.nrows && e == ERR_OK && *out == NULL; i++)
		if (strcmp(record_text(page.rows[i], "function"), function) == 0)
			e = record_load(c->store, q.entity, page.rows[i]->id, out, note);
	record_page_fini(&page);
	return e;
}

struct change { const char *group, *function; int verbs; bool revoke; };

static enum err
change(struct cli *c, void *arg, struct err_note *note)
{
	const struct change *ch = arg;
	struct record *base, *edited;
	int64_t verbs;
	enum err e = find_right(c, ch->group, ch->function, &base, note);

	if (e != ERR_OK)
		return e;
	if (base == NULL) {
		if (ch->revoke)
			return access_need(c->store, "group", VERB_EDIT, note);
		edited = record_new(entity(c, "right"));
		e = field_from_text(entity_field(edited->entity, "group"), store_format(c->store),
		    ch->group, record_value(edited, "group"), note);
		record_set_text(edited, "function", ch->function);
		record_set_int(edited, "verbs", ch->verbs);
		if (e == ERR_OK)
			e = record_insert(c->store, edited, note);
		record_free(edited);
		return e;
	}
	verbs = record_int(base, "verbs");
	verbs = ch->revoke ? verbs & ~(int64_t)ch->verbs : verbs | ch->verbs;
	if (verbs == 0) {
		e = record_delete(c->store, base->entity, base->id, base->version, note);
	} else {
		edited = record_copy(base);
		record_set_int(edited, "verbs", verbs);
		e = record_update(c->store, base, edited, NULL, note);
		record_free(edited);
	}
	record_free(base);
	return e;
}

static int
list_functions(const struct cli *c)
{
	const struct function *f;
	json_t *all = c->json ? json_array() : NULL, *verbs;
	struct strbuf b = { 0 };
	int v;

	for (f = function_table; f->name != NULL; f++) {
		verbs = json_array();
		strbuf_clear(&b);
		for (v = VERB_VIEW; v < VERB_ALL; v *= 2) {
			if ((f->verbs & v) == 0)
				continue;
			strbuf_addf(&b, "%s%s", b.len > 0 ? "," : "", verb_name((enum verb)v));
			json_array_append_new(verbs, json_string(verb_name((enum verb)v)));
		}
		if (all != NULL)
			json_array_append_new(all, json_pack("{s:s, s:s, s:O}", "function", f->name,
			    "title", tr(f->title), "verbs", verbs));
		else
			tell("%-16s %-40s %s", f->name, strbuf_str(&b), tr(f->title));
		json_decref(verbs);
	}
	strbuf_fini(&b);
	if (all != NULL)
		tell_json(all);
	return EX_OK;
}

/* Rights of a group, one a line under it, or into an array. */
static enum err
list_rights(struct cli *c, const struct record *group, json_t *to, struct err_note *note)
{
	struct list_query q = { .entity = entity(c, "right") };
	struct record_page page;
	struct record *r;
	char *verbs;
	size_t i;
	enum err e;

	q.parent_field = entity_field(q.entity, "group");
	q.parent_id = group->id;
	if ((e = list_page(c->store, &q, NULL, true, PAGE, &page, note)) != ERR_OK)
		return e;
	for (i = 0; i < page.nrows && e == ERR_OK; i++) {
		if ((e = record_load(c->store, q.entity, page.rows[i]->id, &r, note)) != ERR_OK)
			break;
		verbs = field_to_text(entity_field(q.entity, "verbs"), record_value(r, "verbs"));
		if (to != NULL)
			json_object_set_new(to, record_text(r, "function"), json_string(verbs));
		else
			tell("    %-16s %s", record_text(r, "function"), verbs);
		free(verbs);
		record_free(r);
	}
	record_page_fini(&page);
	return e;
}

static enum err
list(struct cli *c, struct err_note *note)
{
	struct list_query q = { .entity = entity(c, "group") };
	struct record_page page = { 0 };
	json_t *all = c->json ? json_array() : NULL, *rights;
	struct record *r;
	size_t i;
	enum err e = store_begin(c->store, c->actor, false, note);

	if (e == ERR_OK)
		e = list_page(c->store, &q, NULL, true, PAGE, &page, note);
	for (i = 0; i < page.nrows && e == ERR_OK; i++) {
		if ((e = record_load(c->store, q.entity, page.rows[i]->id, &r, note)) != ERR_OK)
			break;
		rights = all != NULL ? json_object() : NULL;
		if (all == NULL)
			tell("%-12s %-*s %s", record_text(r, "code"),
			    utf8_pad(record_text(r, "name"), 30), record_text(r, "name"),
			    record_int(r, "admin") ? _("every right") : "");
		e = list_rights(c, r, rights, note);
		if (all != NULL)
			json_array_append_new(all, json_pack("{s:s, s:s, s:b, s:o}", "code",
			    record_text(r, "code"), "name", record_text(r, "name"), "admin",
			    record_int(r, "admin") != 0, "rights", rights));
		record_free(r);
	}
	record_page_fini(&page);
	store_rollback(c->store);
	if (all != NULL && e == ERR_OK)
		tell_json(json_incref(all));
	json_decref(all);
	return e;
}

static int
change_right(struct cli *c, const struct args *a, bool revoke)
{
	struct change ch = { .group = a->words[1], .function = a->words[2], .revoke = revoke };
	const struct function *f = function_find(ch.function);
	struct err_note note = { 0 };
	enum err e;

	if (f == NULL)
		return say_usage(c, "group", _("Unknown function \"%s\". See: quen group list --functions"),
		    ch.function);
	if (read_verbs(f, a->nwords > 3 ? a->words[3] : "all", &ch.verbs, &note) != ERR_OK)
		return say_usage(c, "group", "%s", note.text);
	if ((e = cli_write(c, change, &ch, &note)) != ERR_OK)
		return say_failed(c, e, &note);
	return EX_OK;
}

int
cmd_group(struct cli *c, const struct args *a)
{
	static const struct { const char *name; size_t least, most; } verbs[] = {
		{ "add", 3, 3 }, { "list", 1, 1 }, { "grant", 4, 4 }, { "revoke", 3, 4 },
	};
	struct err_note note = { 0 };
	const char *verb = a->words[0];
	size_t i;
	int status = EX_OK;
	enum err e = ERR_OK;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]) && strcmp(verbs[i].name, verb) != 0; i++)
		;
	if (i == sizeof(verbs) / sizeof(verbs[0]))
		return say_usage(c, "group", _("Unknown: quen group %s"), verb);
	if (a->nwords < verbs[i].least || a->nwords > verbs[i].most)
		return say_usage(c, "group", a->nwords < verbs[i].least ?
		    _("Something is missing after: quen group %s") : _("Too much after: quen group %s"), verb);
	if (strcmp(verb, "list") == 0 && args_has(a, "functions"))
		return list_functions(c);
	if (strcmp(verb, "list") == 0)
		e = list(c, &note);
	else if (strcmp(verb, "add") == 0)
		e = cli_write(c, add, (void *)a, &note);
	else
		status = change_right(c, a, verb[0] == 'r');
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	if (status == EX_OK && verb[0] != 'l') {
		if (c->json)
			tell_json(json_pack("{s:b}", "ok", 1));
		else
			say(_("Done: %s %s"), verb, a->words[1]);
	}
	return status;
}
