#include "config.h"

#include "screens/card_stock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/card_life.h"
#include "report/card_sheet.h"
#include "ui/dialog.h"

static const struct field fields[] = {
	{ .name = "count", .label = N_("How many"), .hint = N_("Up to 1,000; ten fit on a sheet"),
	  .help = "", .type = FIELD_INT, .width = 6, .max_len = 6, .required = true, .entity = "",
	  .filter = "", .choices = "", .preset = "", .valid = "", .when = "", .right = "" },
};

struct batch {
	struct session *s;
	const char *type;
	size_t n;
	char (*numbers)[CARD_NUMBER_SIZE];	/* owned; NULL: nothing was issued */
};

static enum err
accept(void *ctx, const struct record *r, struct err_note *note)
{
	struct batch *b = ctx;
	int64_t n = record_int(r, "count");
	enum err err;

	if (n < 1 || n > CARD_SHEET_MAX)
		return err_set(note, ERR_LIMIT, "count", _("A batch has 1 to %d cards."),
		    CARD_SHEET_MAX);
	b->numbers = xcalloc((size_t)n, sizeof *b->numbers);
	err = session_write(b->s, note);
	if (err == ERR_OK) {
		err = card_batch(b->s->st, b->type, (size_t)n, b->numbers, note);
		err = session_end(b->s, err, note);
	}
	b->n = (size_t)n;
	if (err != ERR_OK) {
		free(b->numbers);
		b->numbers = NULL;
	}
	return err;
}

/* "<store>/out/cards-MEM-2026-11-21-8901000000017.pdf": the first number makes it unique.
 * The code of a type is letters, digits and a few marks, never a slash. */
static enum err
make_path(const struct batch *b, char *path, size_t size, struct err_note *note)
{
	char folder[560], day[16], *slash;

	str_copy(folder, sizeof folder - 8, store_paths(b->s->st)->db);
	slash = strrchr(folder, '/');
	if (slash == NULL)
		str_copy(folder, sizeof folder, ".");
	else
		*slash = '\0';
	strncat(folder, "/out", sizeof folder - strlen(folder) - 1);
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return err_set(note, ERR_IO, "", _("The folder for files of the store cannot be made."));
	snprintf(path, size, "%s/cards-%s-%s-%s.pdf", folder, b->type,
	    day_iso(clock_today(), day, sizeof day), b->numbers[0]);
	for (char *p = path + strlen(folder) + 1; *p != '\0'; p++)
		if (*p == '/')
			*p = '_';
	return ERR_OK;
}

static enum err
write_sheet(const struct batch *b, char *path, size_t size, struct err_note *note)
{
	enum err err = make_path(b, path, size, note);

	if (err == ERR_OK)
		err = session_read(b->s, note);
	if (err != ERR_OK)
		return err;
	err = card_sheet_write(b->s->st, (const char (*)[CARD_NUMBER_SIZE])b->numbers, b->n,
	    path, note);
	session_done(b->s);
	return err;
}

void
card_stock_issue(struct session *s, const char *type, const char *name)
{
	struct batch b = { .s = s, .type = type };
	struct dialog_form d = { .title = _("Issue a batch"), .text = name, .fields = fields,
		.nfields = 1, .fm = &s->format, .ctx = &b, .accept = accept };
	struct record *r = NULL;
	struct err_note note;
	char path[1024];

	/* Cards that nobody can print would be numbers lost. */
	if (!session_may(s, "card", VERB_ADD) || !session_may(s, "card", VERB_PRINT)) {
		app_error(s->app, _("Not allowed for %s (needs %s.%s)."), actor_code(s->a), "card",
		    session_may(s, "card", VERB_ADD) ? "print" : "add");
		return;
	}
	if (dialog_form_run(s->app, &d, NULL, &r) && b.numbers != NULL) {
		if (write_sheet(&b, path, sizeof path, &note) == ERR_OK)
			app_message(s->app, ngettext("%zu card issued: %s", "%zu cards issued: %s",
			    (unsigned long)b.n), b.n, path);
		else
			app_error(s->app, _("%zu cards are issued, but the sheet failed: %s"), b.n,
			    note.text);
	}
	free(b.numbers);
	record_free(r);
}
