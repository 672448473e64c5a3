/* What to import, from which file, into which field. */
#include "config.h"

#include "screens/import_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "report/outbox.h"
#include "screens/served.h"
#include "ui/dialog.h"
#include "ui/lookup.h"

#define FILES_MAX 500
#define LINES_MAX 400

/* ---- a list in a pop-up: lines of two cells ---- */

struct line { char *a, *b; };
struct lines { struct line *v; size_t n; };

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	const struct lines *x = ctx;
	char key[24], *want;

	(void)note;
	if (rq->anchor != NULL)
		return ERR_OK;
	want = utf8_fold(rq->find != NULL ? rq->find : "");
	for (size_t i = 0; i < x->n; i++) {
		const char *cells[2] = { x->v[i].a, x->v[i].b };
		char *text = xasprintf("%s %s", x->v[i].a, x->v[i].b), *fold = utf8_fold(text);

		snprintf(key, sizeof key, "%zu", i);
		if (strstr(fold, want) != NULL)
			list_page_add(page, (int64_t)i + 1, key, cells, 2, ROLE_ROW);
		free(fold);
		free(text);
	}
	free(want);
	return ERR_OK;
}

/* Its place, or -1. */
static int
pick(struct app *app, const char *title, const char *head_a, const char *head_b, struct lines *x)
{
	static const struct list_source source = { .fetch = fetch };
	struct list_col cols[2] = {
		{ .title = head_a, .width = 28, .priority = 1, .grow = true },
		{ .title = head_b, .width = 20, .priority = 2 },
	};
	char *code = NULL, *label = NULL;
	int64_t id = 0;
	bool got = lookup_run(app, title, cols, 2, &source, x, "", false, &id, &code, &label) ==
	    LOOKUP_PICKED && id > 0 && (size_t)id <= x->n;

	free(code);
	free(label);
	return got ? (int)id - 1 : -1;
}

static void
add(struct lines *x, const char *a, const char *b)
{
	if (x->v == NULL)
		x->v = xcalloc(LINES_MAX, sizeof *x->v);
	if (x->n < LINES_MAX)
		x->v[x->n++] = (struct line) { xstrdup(a), xstrdup(b) };
}

static void
drop(struct lines *x)
{
	for (size_t i = 0; i < x->n; i++) {
		free(x->v[i].a);
		free(x->v[i].b);
	}
	free(x->v);
}

/* ---- what ---- */

const struct entity *
import_pick_entity(struct session *s, const char *word, struct err_note *note)
{
	const struct model *m = store_model(s->st);
	const struct entity *found[LINES_MAX], *e;
	struct lines x = { 0 };
	int i;

	for (size_t k = 0; k < model_count(m) && x.n < LINES_MAX; k++) {
		e = model_at(m, k);
		if (e->readonly || !session_may(s, e->function, VERB_ADD))
			continue;
		if (!str_empty(word) && (str_ieq_ascii(word, e->name) || str_ieq_ascii(word, e->code))) {
			drop(&x);
			return e;
		}
		found[x.n] = e;
		add(&x, tr(e->plural), e->code);
	}
	if (!str_empty(word) || x.n == 0) {
		(void)err_set(note, ERR_NOTFOUND, "", _("There is nothing of that name to import."));
		drop(&x);
		return NULL;
	}
	i = pick(s->app, _("Import: what does the file hold?"), _("What"), _("Code"), &x);
	e = i >= 0 ? found[i] : NULL;
	drop(&x);
	note->code = ERR_OK;
	return e;
}

/* ---- from where ---- */

static void
add_folder(struct lines *x, const char *dir, const char *where)
{
	const struct dirent *entry;
	struct stat st;
	DIR *d = opendir(dir);

	while (d != NULL && (entry = readdir(d)) != NULL && x->n < FILES_MAX && x->n < LINES_MAX)
		if (entry->d_name[0] != '.' && utf8_is_valid(entry->d_name, strlen(entry->d_name)) &&
		    fstatat(dirfd(d), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode))
			add(x, entry->d_name, where);
	if (d != NULL)
		closedir(d);
}

/* The file that was picked, not what a link put in its place meanwhile. */
static enum err
open_file(const char *path, int flags, const char *name, FILE **f, struct err_note *note)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (*f = fdopen(fd, "rb")) != NULL)
		return ERR_OK;
	if (fd >= 0) {
		close(fd);
		return err_set(note, ERR_IO, "", _("%s is no file."), name);
	}
	return err_set(note, ERR_IO, "", _("%s cannot be opened: %s"), name, strerror(errno));
}

/* Over SSH: one's own folder, and the inbox of the house. */
static enum err
pick_served(struct session *s, char *name, size_t size, FILE **f, struct err_note *note)
{
	const char *db = store_paths(s->st)->db, *slash = strrchr(db, '/');
	char own[700], inbox[560], path[1100];
	struct lines x = { 0 };
	size_t mine;
	enum err e;
	int i;

	if ((e = outbox_path(s->st, s->a, "x", own, sizeof own, note)) != ERR_OK)
		return e;
	*strrchr(own, '/') = '\0';
	snprintf(inbox, sizeof inbox, "%.*s/inbox", slash != NULL ? (int)(slash - db) : 1,
	    slash != NULL ? db : ".");
	add_folder(&x, own, _("yours"));
	mine = x.n;
	add_folder(&x, inbox, _("inbox"));
	if (x.n == 0)
		e = err_set(note, ERR_NOTFOUND, "",
		    _("There is no file yet. Send one from your own computer: ssh -p %d %s@HOST send NAME < FILE"),
		    s->served->port, actor_code(s->a));
	else if ((i = pick(s->app, _("Import: which file?"), _("File"), _("Where"), &x)) >= 0) {
		snprintf(path, sizeof path, "%.600s/%.255s", (size_t)i < mine ? own : inbox, x.v[i].a);
		str_copy(name, size, x.v[i].a);
		e = open_file(path, O_NOFOLLOW, name, f, note);
	}
	drop(&x);
	return e;
}

enum err
import_pick_file(struct session *s, char *name, size_t size, FILE **f, struct err_note *note)
{
	const char *home = getenv("HOME");
	char typed[512] = "", path[1200], *slash;

	*f = NULL;
	if (s->served != NULL)
		return pick_served(s, name, size, f, note);
	if (!dialog_prompt(s->app, _("Import"), _("CSV file or Excel workbook"), false, typed, sizeof typed) ||
	    typed[0] == '\0')
		return ERR_OK;
	if (typed[0] == '~' && typed[1] == '/')
		snprintf(path, sizeof path, "%s/%s", str_empty(home) ? "." : home, typed + 2);
	else if (typed[0] == '/')
		str_copy(path, sizeof path, typed);
	else
		snprintf(path, sizeof path, "%s/%s", str_empty(home) ? "." : home, typed);
	slash = strrchr(typed, '/');
	str_copy(name, size, slash != NULL ? slash + 1 : typed);
	return open_file(path, 0, typed, f, note);
}

/* ---- into what ---- */

bool
import_pick_field(const struct import_desk *d, size_t column, const struct field **field)
{
	const struct field *found[LINES_MAX];
	struct lines x = { 0 };
	char *title;
	int i;

	found[0] = NULL;
	add(&x, _("(leave this column out)"), "");
	for (size_t k = 0; k < d->e->nfields && x.n < LINES_MAX; k++) {
		const struct field *f = &d->e->fields[k];

		if (!import_may_fill(d->s->a, f))
			continue;
		found[x.n] = f;
		add(&x, tr(f->label), f->required ? _("needed") : f->name);
	}
	title = xasprintf(_("Column \"%s\""), d->look.heads[column]);
	i = pick(d->s->app, title, _("Field"), _("Name"), &x);
	free(title);
	if (i >= 0)
		*field = found[i];
	drop(&x);
	return i >= 0;
}
