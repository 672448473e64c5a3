#include "report/print_paper.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "report/issue_page.h"
#include "report/receipt_pdf.h"
#include "report/record_page.h"
#include "report/statement.h"
#include "store/actor.h"
#include "store/setting.h"

#define TEXT_COLS 42

/* ---- receipts ---- */

struct slip { struct receipt r; char roll[16], number[48]; const struct page_format *format; };

static enum err
write_slip(void *arg, FILE *f, struct err_note *note)
{
	struct slip *s = arg;
	char *text;

	if (s->format == NULL || str_eq(s->format->name, "pdf"))
		return receipt_pdf(&s->r, s->roll, s->number, f, note);
	text = receipt_text(&s->r, TEXT_COLS);
	fputs(text, f);
	free(text);
	return ERR_OK;
}

/* Noted first, and on the disk; then built as the first one or as a copy. */
static enum err
make_slip(struct store *st, struct actor *a, struct receipt_noted *n, const char *roll,
    struct slip *s, struct err_note *note)
{
	enum err e = store_begin(st, a, true, note);

	if (e != ERR_OK)
		return e;
	e = print_receipt_noted(st, n, note);
	if (e == ERR_OK)
		e = n->is_gift ? receipt_build_gift(st, n->number, &s->r, note)
		    : receipt_build(st, n->number, n->copy, &s->r, note);
	str_copy(s->roll, sizeof s->roll, str_empty(roll) ? setting_text(st, "receipt.paper") : roll);
	str_copy(s->number, sizeof s->number, n->number);
	if (e == ERR_OK)
		e = store_commit(st, note);
	if (e != ERR_OK)
		store_rollback(st);
	return e == ERR_OK ? store_durable(st, note) : e;
}

static enum err
by_queue(struct store *st, struct actor *a, struct slip *s, const char *queue, char *where,
    size_t size, struct err_note *note)
{
	struct print_out o = { .write = write_slip, .arg = s, .printer = queue, .title = s->number,
		.is_noted = true };
	enum err e = print_out(st, a, &o, note);

	if (e == ERR_OK && where != NULL)
		str_copy(where, size, o.where);
	return e;
}

/* ESC/POS bytes to the printer, the pulse for the drawer before the paper. */
static enum err
by_bytes(const struct printers *p, unsigned char *data, size_t len, unsigned char **bytes,
    size_t *out_len, struct err_note *note)
{
	if (str_eq(p->route, "tcp"))
		return receipt_send_tcp(p->receipt, data, len, note);
	if (str_eq(p->route, "device"))
		return printer_device(p->receipt, data, len, note);
	if (bytes == NULL)
		return err_set(note, ERR_INVALID, "printer",
		    _("The printer of this till is behind its terminal: print on its screen."));
	return receipt_pass_through(data, len, bytes, out_len, note);
}

enum err
paper_receipt(struct store *st, struct actor *a, const char *number, bool is_gift,
    const struct printers *p, unsigned char **bytes, size_t *len, bool *copy,
    struct err_note *note)
{
	struct receipt_noted n = { .receipt = number, .way = p->route, .target = p->receipt,
		.is_gift = is_gift };
	unsigned char *data = NULL, *all, kick[5];
	size_t size = 0, kicks = 0;
	struct slip s = { 0 };
	enum err e;

	if (bytes != NULL)
		*bytes = NULL;
	if (str_eq(p->route, "screen"))
		return ERR_OK;
	if (bytes == NULL && str_eq(p->route, "terminal"))
		return by_bytes(p, NULL, 0, NULL, NULL, note);
	e = make_slip(st, a, &n, p->cols < 40 ? "roll58" : NULL, &s, note);
	if (copy != NULL)
		*copy = n.copy;
	if (e == ERR_OK && str_eq(p->route, "queue"))
		e = by_queue(st, a, &s, p->receipt, NULL, 0, note);
	else if (e == ERR_OK) {
		receipt_escpos(&s.r, p->cols, &data, &size);
		if (n.has_cash && !n.copy && !is_gift)
			kicks = printer_drawer_kick(p->drawer, kick);
		all = xmalloc(size + kicks);
		memcpy(all, kick, kicks);
		memcpy(all + kicks, data, size);
		e = by_bytes(p, all, size + kicks, bytes, len, note);
		free(all);
		free(data);
	}
	receipt_fini(&s.r);
	return e;
}

enum err
paper_drawer(struct store *st, struct actor *a, const char *till, const char *reason,
    const struct printers *p, unsigned char **bytes, size_t *len, struct err_note *note)
{
	unsigned char kick[5];
	size_t n = printer_drawer_kick(p->drawer, kick);
	enum err e;

	*bytes = NULL;
	if (n == 0 || str_eq(p->route, "screen") || str_eq(p->route, "queue"))
		return err_set(note, ERR_INVALID, "drawer",
		    _("Till %s has no drawer on a receipt printer: see Setup, Tills."), till);
	e = store_begin(st, a, true, note);
	if (e != ERR_OK)
		return e;
	e = print_drawer_noted(st, till, reason, note);
	if (e == ERR_OK)
		e = store_commit(st, note);
	if (e != ERR_OK)
		store_rollback(st);
	if (e == ERR_OK)
		e = store_durable(st, note);
	return e == ERR_OK ? by_bytes(p, kick, n, bytes, len, note) : e;
}

/* With a till: by its route. Else into the file or to the queue that was named. */
static enum err
print_slip(struct store *st, struct actor *a, struct paper *p, const char *path,
    const char *printer, const char *till, struct err_note *note)
{
	struct receipt_noted n = { .receipt = p->code, .is_gift = p->is_gift,
		.way = path == NULL && printer != NULL ? "ipp" : "file",
		.target = path != NULL ? path : printer != NULL ? printer : "-" };
	struct slip s = { .format = p->format };
	struct print_out o = { .write = write_slip, .arg = &s, .path = path, .printer = printer,
		.is_noted = true, .title = s.number };
	struct printers of;
	enum err e;

	if (path == NULL && printer == NULL && till != NULL) {
		e = store_begin(st, a, false, note);
		if (e == ERR_OK) {
			e = printers_of(st, till, &of, note);
			store_rollback(st);
		}
		if (e == ERR_OK && str_eq(of.route, "screen"))
			e = err_set(note, ERR_NOTFOUND, "printer",
			    _("Till %s has no printer: see Setup, Tills."), till);
		str_copy(p->where, sizeof p->where, of.receipt);
		return e != ERR_OK ? e
		    : paper_receipt(st, a, p->code, p->is_gift, &of, NULL, NULL, &p->was_copy, note);
	}
	e = make_slip(st, a, &n, p->roll, &s, note);
	p->was_copy = n.copy;
	if (e == ERR_OK)
		e = print_out(st, a, &o, note);
	str_copy(p->where, sizeof p->where, o.where);
	receipt_fini(&s.r);
	return e;
}

/* ---- the others ---- */

struct sheet { struct store *st; struct actor *a; struct paper *p; };

static enum err
write_statement(void *arg, FILE *f, struct err_note *note)
{
	struct sheet *x = arg;
	struct statement s;
	enum err e = store_begin(x->st, x->a, false, note);

	if (e != ERR_OK)
		return e;
	e = statement_load(x->st, x->p->code, x->p->from, x->p->to, &s, note);
	if (e == ERR_OK) {
		e = statement_write(x->st, &s, x->p->format, f, note);
		statement_fini(&s);
	}
	store_rollback(x->st);
	return e;
}

static enum err
write_offer(void *arg, FILE *f, struct err_note *note)
{
	struct sheet *x = arg;

	return issue_print(x->st, x->a,
	    x->p->kind == PAPER_ORDER ? OFFER_ORDER : OFFER_QUOTATION, x->p->code, x->p->format, f, note);
}

/* Whose statement, for the trail: a card that nobody has is named by its number. */
static enum err
statement_of_whom(struct store *st, struct actor *a, const struct paper *p, struct print_out *o,
    struct member *m, struct err_note *note)
{
	enum err e = store_begin(st, a, false, note);

	if (e != ERR_OK)
		return e;
	e = member_find(st, p->code, m, note);
	store_rollback(st);
	if (e != ERR_OK)
		return e;
	o->function = o->entity = m->customer_id != 0 ? "customer" : "card";
	o->row_id = m->customer_id != 0 ? m->customer_id : m->card.id;
	o->code = m->customer_id != 0 ? m->code : m->card.number;
	return ERR_OK;
}

static enum err
write_record(void *arg, FILE *f, struct err_note *note)
{
	struct sheet *x = arg;

	return record_page_write(x->st, x->a, x->p->entity, x->p->id, x->p->format, f, note);
}

/* By its code, when that is all that is known. */
static enum err
which_record(struct store *st, struct actor *a, struct paper *p, struct print_out *o,
    struct err_note *note)
{
	enum err e = ERR_OK;

	o->function = p->entity->function;
	o->entity = p->entity->name;
	o->verb = p->format->is_paper ? VERB_PRINT : VERB_EXPORT;
	if (p->id == 0) {
		e = store_begin(st, a, false, note);
		if (e != ERR_OK)
			return e;
		e = record_id(st, p->entity, p->code, &p->id, note);
		store_rollback(st);
	}
	o->row_id = p->id;
	return e;
}

enum err
paper_print(struct store *st, struct actor *a, struct paper *p, const char *path,
    const char *printer, const char *till, struct err_note *note)
{
	struct sheet x = { st, a, p };
	struct print_out o = { .arg = &x, .path = path, .printer = printer, .till = till,
		.title = p->code, .code = p->code };
	struct member m = { 0 };
	enum err e = ERR_OK;

	if (p->format == NULL)
		p->format = page_format_find("pdf");
	switch (p->kind) {
	case PAPER_RECEIPT:
		return print_slip(st, a, p, path, printer, till, note);
	case PAPER_STATEMENT:
		o.write = write_statement;
		o.what = "statement";
		e = statement_of_whom(st, a, p, &o, &m, note);
		break;
	case PAPER_QUOTATION:
	case PAPER_ORDER:
		o.write = write_offer;
		o.what = o.function = o.entity = p->kind == PAPER_ORDER ? "order" : "quotation";
		break;
	case PAPER_RECORD:
		o.write = write_record;
		o.what = "record";
		e = which_record(st, a, p, &o, note);
		break;
	}
	if (e == ERR_OK)
		e = print_out(st, a, &o, note);
	str_copy(p->where, sizeof p->where, o.where);
	return e;
}
