#include "report/printer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/sale.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"

enum err
printers_of(struct store *st, const char *till, struct printers *p, struct err_note *note)
{
	bool of_till = !str_empty(till);
	struct db_stmt *q = of_till
	    ? store_query(st, "printer_till", DB_ARGS(DB_TEXT("till", till)), note)
	    : store_query(st, "printer_store",
	    DB_ARGS(DB_ID("store", actor_store_id(store_actor(st)))), note);
	enum db_step step;

	*p = (struct printers){ .route = "screen", .cols = 42, .drawer = "none" };
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW && of_till) {
		str_copy(p->route, sizeof p->route, db_text(q, 0));
		str_copy(p->receipt, sizeof p->receipt, db_text(q, 1));
		p->cols = (int)db_int(q, 2);
		str_copy(p->drawer, sizeof p->drawer, db_text(q, 3));
	}
	if (step == DB_ROW) {
		str_copy(p->page, sizeof p->page, db_text(q, of_till ? 4 : 0));
		str_copy(p->label, sizeof p->label, db_text(q, of_till ? 5 : 1));
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW || !of_till ? ERR_OK
	    : err_set(note, ERR_NOTFOUND, "till", _("There is no till \"%s\"."), till);
}

enum err
printer_device(const char *path, const unsigned char *p, size_t len, struct err_note *note)
{
	struct stat st;
	int fd = -1;
	enum err e = ERR_OK;

	/* A setting must not write into files. */
	if (str_starts(path, "/dev/") && strstr(path, "..") == NULL)
		fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	else
		errno = EINVAL;
	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISCHR(st.st_mode))) {
		close(fd);
		fd = -1;
		errno = EINVAL;
	}
	if (fd < 0)
		return err_set(note, ERR_IO, "printer", _("The printer %s cannot be opened: %s"), path,
		    strerror(errno));
	while (len > 0 && e == ERR_OK) {
		ssize_t n = write(fd, p, len);

		if (n > 0) {
			p += n;
			len -= (size_t)n;
		} else if (n < 0 && errno != EINTR)
			e = err_set(note, ERR_IO, "printer", _("The printer %s cannot be reached."), path);
	}
	if (close(fd) != 0 && e == ERR_OK)
		e = err_set(note, ERR_IO, "printer", _("The printer %s cannot be reached."), path);
	return e;
}

size_t
printer_drawer_kick(const char *drawer, unsigned char bytes[5])
{
	/* ESC p m t1 t2: pin 2 or 5, 50 ms on, 500 ms off. */
	static const unsigned char kick[5] = { 0x1b, 'p', 0, 25, 250 };

	if (!str_eq(drawer, "pin2") && !str_eq(drawer, "pin5"))
		return 0;
	memcpy(bytes, kick, sizeof kick);
	bytes[2] = str_eq(drawer, "pin5");
	return sizeof kick;
}

/* ---- the trail ---- */

enum err
print_noted(struct store *st, const struct print_note *n, struct err_note *note)
{
	json_t *changes;
	enum err e = access_need(st, n->function, n->verb != 0 ? n->verb : VERB_PRINT, note);

	if (e != ERR_OK)
		return e;
	changes = json_pack("{s:[n,s],s:[n,s],s:[n,s]}", "what", n->what, "way", n->way, "target",
	    n->target);
	if (n->pages > 0)
		json_object_set_new(changes, "pages", json_pack("[n,I]", (json_int_t)n->pages));
	if (n->filter != NULL) {
		json_object_set_new(changes, "rows", json_pack("[n,I]", (json_int_t)n->rows));
		if (n->filter[0] != '\0')
			json_object_set_new(changes, "filter", json_pack("[n,s]", n->filter));
	}
	e = audit_write(st, &(struct audit_entry){ .function = n->function, .action = n->verb == VERB_EXPORT ? "export" : "print",
	    .entity = n->entity, .row_id = n->row_id, .row_code = n->code, .reason = "",
	    .request = "", .changes = changes }, note);
	json_decref(changes);
	return e;
}

static bool
has_cash(const struct sale *s)
{
	for (size_t i = 0; i < s->ntenders; i++) {
		if (str_eq(s->tenders[i].method, "cash"))
			return true;
	}
	return false;
}

enum err
print_receipt_noted(struct store *st, struct receipt_noted *n, struct err_note *note)
{
	struct sale_head head;
	struct sale s;
	int64_t before = 0;
	json_t *changes;
	bool first;
	enum err e;

	sale_init(&s);
	e = sale_load(st, n->receipt, &s, &head, note);
	if (e == ERR_OK)
		e = store_get_int(st, "receipt_prints", DB_ARGS(DB_INT("sale", s.id)), &before, note);
	first = (before == 0 || n->is_gift) && access_may(store_actor(st), "sale", VERB_ADD);
	if (e == ERR_OK)
		e = access_need(st, "sale", first ? VERB_ADD : VERB_PRINT, note);
	n->copy = before > 0 && !n->is_gift;
	n->has_cash = has_cash(&s);
	str_copy(n->number, sizeof n->number, s.receipt);
	if (e == ERR_OK && !n->is_gift)
		e = store_run(st, "receipt_print_add", DB_ARGS(DB_INT("sale", s.id),
		    DB_INT("at", clock_now_ms()), DB_TEXT("way", n->way),
		    DB_TEXT("target", n->target)), NULL, note);
	if (e == ERR_OK) {
		changes = json_pack("{s:[n,s],s:[n,s],s:[n,s]}", "what",
		    n->is_gift ? "gift receipt" : n->copy ? "copy" : "receipt", "way", n->way,
		    "target", n->target);
		e = audit_write(st, &(struct audit_entry){ .function = "sale", .action = "print",
		    .entity = "sale", .row_id = s.id, .row_code = s.receipt, .reason = "",
		    .request = "", .changes = changes }, note);
		json_decref(changes);
	}
	sale_fini(&s);
	return e;
}

enum err
print_drawer_noted(struct store *st, const char *till, const char *reason, struct err_note *note)
{
	enum err e = access_need(st, "sale", VERB_ADD, note);

	if (e == ERR_OK && str_empty(reason))
		e = err_set(note, ERR_INVALID, "reason", _("Say why the drawer is opened."));
	if (e != ERR_OK)
		return e;
	return audit_write(st, &(struct audit_entry){ .function = "sale", .action = "till.drawer",
	    .entity = "till", .row_code = till, .reason = reason, .request = "" }, note);
}
