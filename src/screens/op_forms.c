/* The operations of desk, till and receipts as forms: a row each. Members and
 * meaning: CLI.md, "quen post"; rules V1-V6, P13-P15, N3. */
#include "config.h"

#include <string.h>

#include "base/i18n.h"
#include "screens/op_form.h"

#define F(n, l, h, t, w, max, need, ent, list, pre) \
	{ .name = (n), .label = (l), .hint = (h), .help = "", .type = (t), .width = (w), \
	  .max_len = (max), .required = (need), .entity = (ent), .filter = "", \
	  .choices = (list), .preset = (pre), .valid = "", .when = "", .right = "" }
#define MONEY(n, l, h, need) F(n, l, h, FIELD_MONEY, 18, 20, need, "", "", "")
#define REASON(need) F("reason", N_("Reason"), N_("Stands in the history"), FIELD_TEXT, 36, 150, need, "", "", "")
#define FORM(fields, warning) fields, sizeof fields / sizeof *fields, warning, false
#define FORM_APPROVABLE(fields, warning) fields, sizeof fields / sizeof *fields, warning, true

static const struct field topup[] = {
	MONEY("amount", N_("Amount"), N_("What the customer pays"), true),
	MONEY("bonus", N_("Bonus"), N_("Empty: by the top-up rules"), false),
	F("method", N_("Paid by"), "", FIELD_CHOICE, 12, 15, true, "", "cash,bank", "cash"),
};
static const struct field transfer[] = {
	F("to", N_("To card"), N_("Number of the other card"), FIELD_CARD, 24, 39, true, "", "", ""),
	MONEY("amount", N_("Amount"), "", true),
};
static const struct field reason[] = { REASON(true) };
static const struct field replace[] = {
	F("number", N_("New number"), N_("Empty: a new number is made"), FIELD_CARD, 24, 39, false, "", "", ""),
	REASON(true),
};
static const struct field extend[] = {
	F("until", N_("Valid until"), "", FIELD_DAY, 12, 12, true, "", "", ""),
	REASON(true),
};
static const struct field visit_take[] = {
	F("product", N_("Product"), N_("Empty when the card is for one thing"), FIELD_REF, 14, 32, false, "product", "", ""),
};
static const struct field gift_redeem[] = {
	F("gift", N_("Gift"), "", FIELD_REF, 14, 32, true, "gift", "", ""),
	F("qty", N_("Quantity"), "", FIELD_INT, 6, 6, true, "", "", "1"),
};
static const struct field attach[] = {
	F("customer", N_("Customer"), "", FIELD_REF, 14, 32, true, "customer", "", ""),
};
static const struct field topup_reverse[] = {
	MONEY("amount", N_("Amount"), N_("Empty: all that is unspent"), false),
};
static const struct field till_open[] = {
	MONEY("float", N_("Float"), N_("Cash in the drawer at the start"), true),
};
static const struct field till_move[] = {
	MONEY("amount", N_("Amount"), "", true),
	F("direction", N_("Direction"), "", FIELD_CHOICE, 8, 8, true, "",
	    NC_("direction", "in") "," NC_("direction", "out"), "out"),
	REASON(true),
};
static const struct field till_close[] = {
	MONEY("counted", N_("Counted"), N_("Cash in the drawer, counted before anything is shown"), true),
};
static const struct field merge[] = {
	F("into", N_("Into customer"), N_("This one stays"), FIELD_REF, 14, 32, true, "customer", "", ""),
};

static const struct field unmerge[] = {
	F("customer", N_("Merged customer"), N_("Code of the one that went"), FIELD_CODE, 14, 32, true, "", "", ""),
};

static const struct field suggestion_close[] = {
	F("result", N_("Result"), N_("What came of it"), FIELD_NOTE, 40, 4000, true, "", "", ""),
	F("feedback", N_("Feedback"), N_("What the customer said to it"), FIELD_NOTE, 40, 4000, false, "", "", ""),
	F("satisfaction", N_("Satisfaction"), N_("1 (not at all) to 5 (very content)"), FIELD_INT, 4, 1, false, "", "", ""),
};

static const struct op_form table[] = {
	{ "suggestion.close", N_("Close with a result"), "suggestion", VERB_EDIT, "number",
	  FORM(suggestion_close, "") },
	{ "topup", N_("Top up"), "sale", VERB_ADD, "card", FORM(topup, "") },
	{ "card.replace", N_("Replace the card"), "card", VERB_EDIT, "card",
	  FORM(replace, N_("Everything follows the new number; the old one says so for ever.")) },
	{ "visit.take", N_("Take a visit"), "sale", VERB_ADD, "card", FORM(visit_take, "") },
	{ "gift.redeem", N_("Exchange points for a gift"), "sale", VERB_ADD, "card", FORM(gift_redeem, "") },
	{ "transfer", N_("Transfer stored value"), "card", VERB_EDIT, "card", FORM(transfer, "") },
	{ "card.lost", N_("Report the card lost"), "card", VERB_VIEW, "card",
	  FORM(reason, N_("From the next use on it is refused everywhere.")) },
	{ "card.found", N_("The card was found"), "card", VERB_EDIT, "card", FORM(reason, "") },
	{ "card.extend", N_("Extend the card"), "card", VERB_EDIT, "card", FORM(extend, "") },
	{ "card.close", N_("Close the card"), "card", VERB_DELETE, "card",
	  FORM(reason, N_("The principal is paid out in cash; bonus is lost. This cannot be undone.")) },
	{ "topup.reverse", N_("Reverse the top-up"), "sale", VERB_DELETE, "receipt", FORM(topup_reverse, "") },
	{ "attach", N_("Attach a member"), "sale", VERB_ADD, "receipt",
	  FORM(attach, N_("Points are given as of the time of the sale, once.")) },
	{ "void", N_("Void the receipt"), "sale", VERB_DELETE, "receipt",
	  FORM_APPROVABLE(reason, N_("The whole receipt is undone; its number stays.")) },
	{ "till.open", N_("Open the till"), "sale", VERB_ADD, "till", FORM(till_open, "") },
	{ "till.move", N_("Cash in or out"), "sale", VERB_ADD, "till", FORM(till_move, "") },
	{ "till.close", N_("Close the till"), "sale", VERB_ADD, "till",
	  FORM(till_close, N_("Count first: what is expected is shown afterwards.")) },
	{ "unmerge", N_("Take a merge back"), "customer", VERB_DELETE, "",
	  FORM(unmerge, N_("The code of the customer that went: it comes back with what is left of it.")) },
	{ "merge", N_("Merge into another customer"), "customer", VERB_DELETE, "customer",
	  FORM(merge, N_("Cards, points, receipts and history move; it can be undone.")) },
};

const struct op_form *
op_form_at(size_t i)
{
	return i < sizeof table / sizeof *table ? &table[i] : NULL;
}

const struct op_form *
op_form_find(const char *op)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strcmp(table[i].op, op) == 0)
			return &table[i];
	return NULL;
}
