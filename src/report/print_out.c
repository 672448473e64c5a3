#include "report/print_out.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "report/out_file.h"
#include "store/actor.h"
#include "store/setting.h"

static enum err
find_printer(struct store *st, struct actor *a, const char *till, bool is_label, char *name,
    size_t size, char *server, size_t server_size, struct err_note *note)
{
	struct printers p;
	enum err e = store_begin(st, a, false, note);

	if (e != ERR_OK)
		return e;
	e = printers_of(st, till, &p, note);
	if (e == ERR_OK)
		str_copy(name, size, is_label ? p.label : p.page);
	str_copy(server, server_size, setting_text(st, "print.server"));
	store_rollback(st);
	return e;
}

bool
print_out_has_printer(struct store *st, struct actor *a, const char *till, bool is_label)
{
	struct err_note note;
	char name[128] = "", server[128];

	return find_printer(st, a, till, is_label, name, sizeof name, server, sizeof server,
	    &note) == ERR_OK && name[0] != '\0';
}

static enum err
noted(struct store *st, struct actor *a, const struct print_out *o, const char *way,
    const char *target, struct err_note *note)
{
	struct print_note n = { .function = o->function, .entity = o->entity, .code = o->code,
		.row_id = o->row_id, .what = o->what, .way = way, .target = target,
		.pages = o->count, .rows = o->rows, .filter = o->filter, .verb = o->verb };
	enum err e;

	if (o->is_noted)
		return ERR_OK;
	e = store_begin(st, a, true, note);
	if (e != ERR_OK)
		return e;
	e = print_noted(st, &n, note);
	if (e == ERR_OK)
		e = store_commit(st, note);
	if (e != ERR_OK)
		store_rollback(st);
	return e == ERR_OK ? store_durable(st, note) : e;
}

/* Asked before the work; noted after it, when the paper is there to go. */
static enum err
may(struct store *st, struct actor *a, const struct print_out *o, struct err_note *note)
{
	enum err e;

	if (o->is_noted)
		return ERR_OK;
	e = store_begin(st, a, false, note);
	if (e != ERR_OK)
		return e;
	e = access_need(st, o->function, o->verb != 0 ? o->verb : VERB_PRINT, note);
	store_rollback(st);
	return e;
}

static enum err
into_file(struct store *st, struct actor *a, struct print_out *o, struct err_note *note)
{
	struct out_file out = { 0 };
	enum err e = may(st, a, o, note);

	if (e == ERR_OK)
		e = out_open(&out, o->path, note);
	if (e == ERR_OK)
		e = o->write(o->arg, out.f, note);
	if (e == ERR_OK)
		e = noted(st, a, o, "file", str_empty(o->path) ? "-" : o->path, note);
	if (e == ERR_OK)
		e = out_commit(&out, note);
	out_abort(&out);
	str_copy(o->where, sizeof o->where, str_empty(o->path) ? "-" : o->path);
	return e;
}

/* Made whole in memory first: what cannot be made is not on the trail. */
static enum err
to_printer(struct store *st, struct actor *a, struct print_out *o, const char *printer,
    const char *server, struct err_note *note)
{
	struct print_job job = { .server = server, .printer = printer, .user = actor_code(a),
		.title = o->title };
	char *bytes = NULL;
	size_t len = 0;
	int64_t number = 0;
	FILE *f = open_memstream(&bytes, &len);
	enum err e;

	if (f == NULL)
		return err_set(note, ERR_LIMIT, "", _("Not enough memory."));
	e = may(st, a, o, note);
	if (e == ERR_OK)
		e = o->write(o->arg, f, note);
	if (fclose(f) != 0 && e == ERR_OK)
		e = err_set(note, ERR_LIMIT, "", _("Not enough memory."));
	if (e == ERR_OK && len > PRINTER_BYTES_MAX)
		e = err_set(note, ERR_LIMIT, "", _("That is too much for one print."));
	if (e == ERR_OK)
		e = noted(st, a, o, "ipp", printer, note);
	if (e == ERR_OK)
		e = printer_ipp(&job, (unsigned char *)bytes, len, &number, note);
	free(bytes);
	if (e == ERR_OK)
		snprintf(o->where, sizeof o->where, _("%s (job %lld)"), printer, (long long)number);
	return e;
}

enum err
print_out(struct store *st, struct actor *a, struct print_out *o, struct err_note *note)
{
	char name[128] = "", server[128] = "";
	enum err e;

	if (o->path != NULL || (o->printer == NULL && o->till == NULL))
		return into_file(st, a, o, note);
	e = find_printer(st, a, o->till, o->is_label, name, sizeof name, server, sizeof server, note);
	if (e != ERR_OK)
		return e;
	if (!str_empty(o->printer))
		str_copy(name, sizeof name, o->printer);
	if (name[0] == '\0')
		return err_set(note, ERR_NOTFOUND, "printer", o->is_label
		    ? _("There is no label printer here: see Setup, Tills or Stores.")
		    : _("There is no A4 printer here: see Setup, Tills or Stores."));
	return to_printer(st, a, o, name, server, note);
}
