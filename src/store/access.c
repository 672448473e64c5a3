#include "store/actor.h"

#include <string.h>

#include "base/i18n.h"
#include "store/store_internal.h"

#define V VERB_VIEW
#define A VERB_ADD
#define E VERB_EDIT
#define D VERB_DELETE
#define P VERB_PRINT
#define X VERB_EXPORT

/* Names stand in forms (function = '…'), in group_right and in scripts. */
const struct function function_table[] = {
	{ "customer", N_("Customers and contacts"), VERB_ALL },
	{ "card", N_("Cards"), VERB_ALL },
	{ "card_type", N_("Card types"), VERB_ALL },
	{ "level", N_("Levels"), VERB_ALL },
	{ "product", N_("Products and categories"), VERB_ALL },
	{ "catalog", N_("Catalogs"), VERB_ALL },
	{ "earn_rule", N_("Earning rules"), VERB_ALL },
	{ "price_rule", N_("Price rules, promotions, coupons"), VERB_ALL },
	{ "quotation", N_("Quotations"), VERB_ALL },
	{ "order", N_("Orders"), VERB_ALL },
	{ "template", N_("Document templates"), VERB_ALL },
	{ "sale", N_("Sales"), V | A | E | D | P | X },
	{ "price", N_("Price typed by hand"), E },
	{ "discount", N_("Discount above the limit"), E },
	{ "points", N_("Points by hand (delete: deduct)"), V | A | D },
	{ "points_debt", N_("Points below zero"), E },
	{ "cost", N_("Cost prices"), V },
	{ "report", N_("All reports"), V | P | X },
	{ "report_sales", N_("Reports: sales"), V | P | X },
	{ "report_customers", N_("Reports: customers"), V | P | X },
	{ "report_cards", N_("Reports: cards and points"), V | P | X },
	{ "report_service", N_("Reports: service"), V | P | X },
	{ "report_control", N_("Reports: control"), V | P | X },
	{ "report_set", N_("Saved questions to reports"), VERB_ALL },
	{ "report_schedule", N_("Scheduled reports"), VERB_ALL },
	{ "query", N_("Universal query"), VERB_ALL },
	{ "appointment", N_("Appointments"), VERB_ALL },
	{ "contract", N_("Contracts"), VERB_ALL },
	{ "reminder", N_("Reminder rules"), VERB_ALL },
	{ "interaction", N_("Interactions"), VERB_ALL },
	{ "rating", N_("Ratings of prospects"), VERB_ALL },
	{ "suggestion", N_("Suggestions and complaints"), VERB_ALL },
	{ "churn", N_("Lost customers"), VERB_ALL },
	{ "document", N_("Documents"), VERB_ALL },
	{ "team", N_("Work of colleagues"), V },
	{ "import", N_("Import"), A },
	{ "erase", N_("Erase people on request"), V | D | P },
	{ "store", N_("Stores and tills"), VERB_ALL },
	{ "user", N_("Users and departments"), VERB_ALL },
	{ "group", N_("Groups and rights"), VERB_ALL },
	{ "setting", N_("Parameters"), V | E },
	{ "backup", N_("Backups (add: make, edit: keys, restore)"), V | A | E },
	{ "session", N_("Who is on (edit: watch, delete: end)"), V | E | D },
	{ "audit", N_("Audit trail (delete: archive)"), V | D | P | X },
	{ NULL, NULL, 0 }
};

#undef V
#undef A
#undef E
#undef D
#undef P
#undef X

static int
function_index(const char *name)
{
	for (int i = 0; function_table[i].name != NULL; i++) {
		if (strcmp(function_table[i].name, name) == 0)
			return i;
	}
	return -1;
}

const struct function *
function_find(const char *name)
{
	int i = function_index(name);

	return i < 0 ? NULL : &function_table[i];
}

const char *
verb_name(enum verb v)
{
	switch (v) {
	case VERB_VIEW:
		return "view";
	case VERB_ADD:
		return "add";
	case VERB_EDIT:
		return "edit";
	case VERB_DELETE:
		return "delete";
	case VERB_PRINT:
		return "print";
	case VERB_EXPORT:
		return "export";
	default:
		return "all";
	}
}

bool
access_may(const struct actor *a, const char *function, enum verb v)
{
	int i;

	if (a->is_admin || a->is_system)
		return true;
	if (a->is_holder)
		return v == VERB_ADD && strcmp(function, "suggestion") == 0;
	i = function_index(function);
	return i >= 0 && (a->verbs[i] & (int)v) == (int)v;
}

enum err
access_need(struct store *st, const char *function, enum verb v, struct err_note *note)
{
	struct pending_audit *p = &st->pending;

	st->asked = true;
	if (access_may(st->actor, function, v))
		return ERR_OK;
	p->is_set = true;
	str_copy(p->function, sizeof(p->function), function);
	str_copy(p->action, sizeof(p->action), "denied");
	str_copy(p->reason, sizeof(p->reason), verb_name(v));
	p->entity[0] = p->code[0] = '\0';
	p->row_id = 0;
	return err_set(note, ERR_DENIED, "",
	    _("Not allowed for %s: needs the right %s.%s."),
	    st->actor->code, function, verb_name(v));
}

void
access_own(struct store *st)
{
	st->asked = true;
}

bool
access_sees(const struct actor *a, const struct field *f)
{
	return !field_hidden_from(a, f);
}

bool
field_hidden_from(const struct actor *a, const struct field *f)
{
	char function[32];
	const char *dot;
	int v;

	if (str_empty(f->right))
		return false;
	dot = strchr(f->right, '.');
	if (dot == NULL || (size_t)(dot - f->right) >= sizeof(function))
		return true;
	memcpy(function, f->right, (size_t)(dot - f->right));
	function[dot - f->right] = '\0';
	for (v = VERB_VIEW; v <= VERB_EXPORT; v <<= 1) {
		if (strcmp(verb_name((enum verb)v), dot + 1) == 0)
			return !access_may(a, function, (enum verb)v);
	}
	return true;
}
