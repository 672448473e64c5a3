/* quen check: is everything that people read there in every language. */
#include "cli/check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "report/report.h"
#include "store/setting.h"

struct place { struct check *k; const char *mine, *lang, *file; int line; };

/* Findings are told in the language of who asks. */
static void
missing(const struct place *p, const char *what)
{
	i18n_set(NULL, p->mine);
	check_bad(p->k, p->file, p->line, _("no translation into %s: \"%s\""), p->lang, what);
	i18n_set(NULL, p->lang);
}

/* gettext gives the very pointer back when it knows no translation. */
static void
text(const struct place *p, const char *msgid)
{
	if (str_empty(msgid))
		return;
	p->k->texts++;
	if (gettext(msgid) == msgid)
		missing(p, msgid);
}

static void
choices(const struct place *p, const struct field *f)
{
	const char *rest = f->choices;
	char value[128], *key;

	while (rest != NULL && str_next(&rest, ',', value, sizeof(value))) {
		key = xasprintf("%s\004%s", f->name, value);
		p->k->texts++;
		/* Names of languages, sizes and the like may stand without a context. */
		if (gettext(key) == key && gettext(value) == value)
			missing(p, value);
		free(key);
	}
}

static void
entity(const struct place *at, const struct entity *e)
{
	struct place p = *at;
	size_t i;

	p.file = e->path;
	text(&p, e->title);
	text(&p, e->plural);
	for (i = 0; i < e->npages; i++)
		text(&p, e->pages[i].title);
	for (i = 0; i < e->nrelated; i++)
		text(&p, e->related[i].title);
	for (i = 0; i < e->nactions; i++)
		text(&p, e->actions[i].title);
	for (i = 0; i < e->nfields; i++) {
		p.line = e->fields[i].line;
		text(&p, e->fields[i].label);
		text(&p, e->fields[i].hint);
		text(&p, e->fields[i].help);
		if (e->fields[i].type == FIELD_CHOICE)
			choices(&p, &e->fields[i]);
	}
}

static void
options(const struct place *p, const struct option_def *o)
{
	for (; o != NULL && o->name != NULL; o++)
		text(p, o->help);
}

static void
reports(const struct place *at)
{
	struct place p = *at;
	struct reports found;
	struct err_note note;

	if (reports_load(&p.k->c->paths, &found, NULL, NULL, &note) != ERR_OK)
		return;				/* check_reports() says why */
	for (size_t i = 0; i < found.n; i++) {
		const struct report *r = &found.r[i];

		p.file = r->file;
		p.line = 1;
		text(&p, r->title);
		text(&p, r->help);
		text(&p, r->menu);
		for (size_t n = 0; n < r->nparams; n++) {
			p.line = r->param[n].field.line;
			text(&p, r->param[n].field.label);
			if (r->param[n].field.type == FIELD_CHOICE)
				choices(&p, &r->param[n].field);
		}
		for (size_t n = 0; n < r->ncolumns; n++) {
			p.line = r->column[n].line;
			text(&p, r->column[n].label);
		}
	}
	reports_fini(&found);
}

static void
all(const struct place *p)
{
	const struct model *m = store_model(p->k->st);
	const struct setting_def *d;
	const struct function *f;
	const struct command *cmd;
	size_t i;

	for (i = 0; i < model_count(m); i++)
		entity(p, model_at(m, i));
	for (d = setting_table; d->key != NULL; d++)
		text(p, d->help);
	for (f = function_table; f->name != NULL; f++)
		text(p, f->title);
	for (cmd = command_table; cmd->name != NULL; cmd++) {
		text(p, cmd->summary);
		text(p, cmd->help);
		options(p, cmd->options);
	}
	options(p, global_options);
	reports(p);
}

void
check_translations(struct check *k)
{
	static const char *const langs[] = { "vi", "zh_CN" };
	struct place p = { .k = k, .mine = i18n_lang() };
	char *path;
	size_t i;

	for (i = 0; i < sizeof(langs) / sizeof(langs[0]); i++) {
		path = xasprintf("%s/%s/LC_MESSAGES/quen.mo", k->c->paths.locale, langs[i]);
		p.lang = langs[i];
		if (access(path, R_OK) == 0) {
			i18n_set(k->c->paths.locale, langs[i]);
			all(&p);
			i18n_set(NULL, p.mine);
		} else
			say(_("Translations into %s are not installed: %s"), langs[i], path);
		free(path);
	}
}
