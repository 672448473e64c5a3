#include "cli/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/check.h"
#include "domain/hooks.h"

void
check_bad(struct check *k, const char *file, int line, const char *fmt, ...)
{
	struct strbuf b = { 0 };
	char *text;
	va_list ap;

	/* Whole: a text that is cut within a letter is none, and JSON would lose the finding. */
	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	if (file != NULL && line > 0)
		strbuf_addf(&b, "%s:%d: ", check_name(file), line);
	else if (file != NULL)
		strbuf_addf(&b, "%s: ", check_name(file));
	strbuf_add(&b, text);
	if (k->findings != NULL)
		json_array_append_new(k->findings, json_string(strbuf_str(&b)));
	else
		tell("%s", strbuf_str(&b));
	strbuf_fini(&b);
	free(text);
	k->bad++;
}

const char *
check_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* A store without data: what the files alone make. */
static enum err
open_scratch(struct check *k, char *dir, size_t size, struct err_note *note)
{
	const char *tmp = getenv("TMPDIR");
	struct store_paths p = k->c->paths;
	struct store_init in = { 0 };
	enum err e;

	snprintf(dir, size, "%s/quen-check-XXXXXX", str_empty(tmp) ? "/tmp" : tmp);
	if (mkdtemp(dir) == NULL) {
		e = err_set(note, ERR_IO, "", _("%s cannot be written: %s"), dir, strerror(errno));
		dir[0] = '\0';
		return e;
	}
	if ((size_t)snprintf(p.db, sizeof(p.db), "%s/quen.db", dir) >= sizeof(p.db))
		return err_set(note, ERR_IO, "", _("%s cannot be written: %s"), dir,
		    strerror(ENAMETOOLONG));
	if ((e = store_create(&p, &in, note)) != ERR_OK)
		return e;
	return store_open(&p, &k->st, note);
}

static void
close_scratch(const char *dir)
{
	char db[700];

	if (dir[0] == '\0')
		return;
	snprintf(db, sizeof(db), "%s/quen.db", dir);
	cli_remove_store(db);
	(void)rmdir(dir);
}

/* The forms first and by themselves: everything else stands on them. */
static bool
check_forms(struct check *k)
{
	struct err_note note = { 0 };
	struct model *m = NULL;
	char site[600];

	snprintf(site, sizeof(site), "%s/forms", k->c->paths.site);
	if (model_load(k->c->paths.forms, access(site, R_OK) == 0 ? site : NULL, &m, &note) != ERR_OK) {
		check_bad(k, NULL, 0, "%s", note.text);
		return false;
	}
	k->forms = (int)model_count(m);
	model_free(m);
	return true;
}

static void
check_store(struct check *k)
{
	struct err_note note = { 0 };
	char scratch[600] = "";
	enum err e;

	k->c->paths.site_must_be_right = true;
	if (access(k->c->paths.db, R_OK) == 0 && cli_need_owner(k->c, &note) == ERR_OK)
		e = store_open(&k->c->paths, &k->st, &note);
	else
		e = open_scratch(k, scratch, sizeof(scratch), &note);
	if (e == ERR_OK) {
		store_set_hooks(k->st, domain_hooks);
		e = actor_open(k->st, NULL, &k->a, &note);
	}
	if (e != ERR_OK) {
		check_bad(k, NULL, 0, "%s", note.text);
	} else {
		check_entities(k);
		check_queries(k);
		check_templates(k);
		check_reports(k);
		check_sources(k);
		check_translations(k);
	}
	actor_close(k->a);
	store_close(k->st);
	close_scratch(scratch);
}

int
cmd_check(struct cli *c, const struct args *a)
{
	struct check k = { .c = c, .findings = c->json ? json_array() : NULL };

	(void)a;
	check_keymaps(&k);
	if (check_forms(&k))
		check_store(&k);
	if (k.findings != NULL)
		tell_json(json_pack("{s:b, s:i, s:o}", "ok", k.bad == 0, "bad", k.bad,
		    "findings", k.findings));
	else if (k.bad > 0)
		say(ngettext("%d thing is wrong.", "%d things are wrong.", (unsigned long)k.bad), k.bad);
	else
		tell(_("Nothing is wrong: %d forms, %d keymaps, %d reports, %d texts."), k.forms, k.keymaps,
		    k.reports, k.texts);
	return k.bad == 0 ? EX_OK : EX_CONFIG;
}
