#include "domain/product_book.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "store/query.h"

/* A shop sells a few hundred products most of the time; one that meets another in its slot is
 * read again. */
#define SLOTS 256

struct slot { char typed[64]; struct product p; };
struct book { struct slot *slot[SLOTS]; };

static void
book_free(void *p)
{
	struct book *b = p;

	for (int i = 0; i < SLOTS; i++)
		free(b->slot[i]);
	free(b);
}

static struct slot **
slot_of(struct store *st, const char *typed)
{
	struct book *b = store_cached(st, "product");

	if (b == NULL) {
		b = xcalloc(1, sizeof *b);
		store_cache(st, "product", b, book_free);
	}
	return &b->slot[str_hash(typed) % SLOTS];
}

static enum db_step
read_product(struct db_stmt *q, struct product *p, struct err_note *note)
{
	enum db_step step = q != NULL ? db_step(q, note) : DB_FAILED;

	if (step == DB_ROW) {
		p->id = db_int(q, 0);
		str_copy(p->code, sizeof p->code, db_text(q, 1));
		str_copy(p->name, sizeof p->name, db_text(q, 2));
		str_copy(p->unit, sizeof p->unit, db_text(q, 3));
		p->price = db_int(q, 4);
		p->category_id = db_int(q, 5);
		p->no_points = db_int(q, 6) != 0;
		p->no_discount = db_int(q, 7) != 0;
		p->is_active = db_int(q, 8) != 0;
	}
	db_reset(q);
	return step;
}

enum err
product_find(struct store *st, const char *typed, const struct product **out,
    struct err_note *note)
{
	struct code_case cc;
	struct product p = { 0 };
	struct slot **s;
	enum db_step step;

	code_case(&cc, typed);		/* without the scanner's CR or Tab */
	s = slot_of(st, cc.code);
	if (*s != NULL && strcmp((*s)->typed, cc.code) == 0) {
		*out = &(*s)->p;
		return ERR_OK;
	}
	step = read_product(store_query(st, "price.product_code",
	    DB_ARGS(DB_TEXT("code", cc.code)), note), &p, note);
	if (step == DB_DONE)
		step = read_product(store_query(st, "price.product_barcode",
		    DB_ARGS(DB_TEXT("code", cc.code)), note), &p, note);
	if (step == DB_DONE)
		step = read_product(store_query(st, "price.product",
		    DB_ARGS(DB_TEXT("upper", cc.upper), DB_TEXT("lower", cc.lower)), note), &p, note);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW)
		return err_set(note, ERR_NOTFOUND, "product", _("There is no product \"%s\"."), typed);
	if (*s == NULL)
		*s = xmalloc(sizeof **s);
	str_copy((*s)->typed, sizeof (*s)->typed, cc.code);
	(*s)->p = p;
	*out = &(*s)->p;
	return ERR_OK;
}
