#include "store/setting.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "store/query.h"
#include "store/store_internal.h"

/* Keys are those of CLI.md; where it names a default, that one. */
const struct setting_def setting_table[] = {
	{ "shop.name", SETTING_TEXT, "Quen", 0, 0, NULL, N_("Name of the shop, on receipts") },
	{ "shop.address", SETTING_TEXT, "", 0, 0, NULL, N_("Address of the shop, on receipts") },
	{ "shop.phone", SETTING_TEXT, "", 0, 0, NULL, N_("Phone of the shop, on receipts") },
	{ "shop.currency", SETTING_TEXT, "VND", 0, 0, NULL, N_("Currency (ISO 4217); fixed once there are sales") },
	{ "shop.zone", SETTING_TEXT, "Asia/Ho_Chi_Minh", 0, 0, NULL, N_("Time zone of the business day") },
	{ "shop.country", SETTING_TEXT, "84", 0, 0, NULL, N_("Country code of phone numbers typed without one") },
	{ "shop.lang", SETTING_CHOICE, "en", 0, 0, "en,vi,zh_CN", N_("Language of who has chosen none") },
	{ "receipt.lang", SETTING_CHOICE, "en", 0, 0, "en,vi,zh_CN", N_("Language of receipts") },
	{ "receipt.footer", SETTING_TEXT, "", 0, 0, NULL, N_("Last line of a receipt") },
	{ "receipt.cols", SETTING_INT, "42", 20, 80, NULL, N_("Characters in a line of a receipt") },
	{ "receipt.paper", SETTING_CHOICE, "roll80", 0, 0, "roll80,roll58,a5,a4", N_("Paper of receipts as PDF") },
	{ "print.server", SETTING_TEXT, "localhost:631", 0, 0, NULL, N_("Where CUPS is, for printers that are named by a queue") },
	{ "points.value", SETTING_INT, "1000", 1, 1000000000, NULL, N_("What a point pays, in minor units") },
	{ "points.life_days", SETTING_INT, "365", 0, 36500, NULL, N_("Days that points live; 0: for ever") },
	{ "points.pending_days", SETTING_INT, "0", 0, 365, NULL, N_("Days until points can be used") },
	{ "points.return_days", SETTING_INT, "30", 0, 3650, NULL, N_("Days that returned points live at least") },
	{ "points.min_share_percent", SETTING_INT, "0", 0, 100, NULL, N_("Smallest share of a receipt payable by points") },
	{ "points.max_share_percent", SETTING_INT, "100", 0, 100, NULL, N_("Largest share of a receipt payable by points") },
	{ "points.attach_days", SETTING_INT, "7", 0, 365, NULL, N_("Days in which a member can be attached to a receipt") },
	{ "tenders.more", SETTING_TEXT, "", 0, 0, NULL, N_("Further ways to pay, codes with commas; they count like bank") },
	{ "cash.rounding", SETTING_INT, "1", 1, 1000000, NULL, N_("Cash amounts are rounded to a multiple of this") },
	{ "level.window_days", SETTING_INT, "365", 1, 3650, NULL, N_("Days of spending that count for a level") },
	{ "level.hold_days", SETTING_INT, "365", 1, 3650, NULL, N_("Days for which a level is guaranteed") },
	{ "level.fall", SETTING_CHOICE, "step", 0, 0, "step,spend", N_("After the guarantee: one step down, or by spending") },
	{ "discount.stack", SETTING_BOOL, "no", 0, 0, NULL, N_("Card, level and promotion discounts add up") },
	{ "discount.cashier_percent", SETTING_INT, "10", 0, 100, NULL, N_("Largest manual discount without the right to more") },
	{ "pin.tries", SETTING_INT, "5", 1, 20, NULL, N_("Wrong PINs before a card is locked") },
	{ "pin.lock_minutes", SETTING_INT, "15", 1, 1440, NULL, N_("Minutes that a card stays locked") },
	{ "visits.refund", SETTING_CHOICE, "price", 0, 0, "price,proportion", N_("A count card given back: less the used visits at the single price, or in proportion") },
	{ "signin.group_map", SETTING_TEXT, "", 0, 0, NULL, N_("Groups of Unix or LDAP as groups here: staff=sales,wheel=admin") },
	{ "signin.create_users", SETTING_BOOL, "no", 0, 0, NULL, N_("Make users that only Unix or LDAP knows, when the map gives them a group") },
	{ "signin.password_days", SETTING_INT, "0", 0, 3650, NULL, N_("Days until a password has to be changed; 0: never") },
	{ "signin.key_code", SETTING_BOOL, "yes", 0, 0, NULL, N_("Users with one-time codes give one also after a key") },
	{ "signin.key_alone", SETTING_BOOL, "yes", 0, 0, NULL, N_("A key alone may let in; no: a key lets in nobody without a one-time code") },
	{ "signin.code_lock_minutes", SETTING_INT, "60", 1, 1440, NULL, N_("Minutes without codes after ten wrong ones") },
	{ "signin.card_door", SETTING_BOOL, "no", 0, 0, NULL, N_("Customers may sign in as card, with number and PIN") },
	{ "card_door.gifts", SETTING_BOOL, "yes", 0, 0, NULL, N_("Customers see at their own door which gifts their points are enough for") },
	{ "signin.till_networks", SETTING_TEXT, "", 0, 0, NULL, N_("Addresses of the tills, never held up by others' failures: 192.168.1.0/24,10.0.0.7") },
	{ "privacy.new", SETTING_CHOICE, "private", 0, 0, "private,branch,all", N_("Who sees a new customer beside its creator") },
	{ "clipboard.terminals", SETTING_TEXT, "", 0, 0, NULL, N_("More terminal types that take copies (OSC 52), with commas: tmux,rxvt") },
	{ "form.last_field", SETTING_CHOICE, "ask", 0, 0, "ask,save,wrap", N_("Enter on the last field of a form") },
	{ "quotation.valid_days", SETTING_INT, "30", 0, 3650, NULL, N_("Days that a quotation holds") },
	{ "report.folder", SETTING_TEXT, "", 0, 0, NULL, N_("Folder of scheduled reports, from /; empty: reports beside the database. The worker sees it when it starts") },
	{ "backup.keep_daily", SETTING_INT, "14", 1, 3650, NULL, N_("Daily backups kept") },
	{ "backup.keep_weekly", SETTING_INT, "8", 0, 520, NULL, N_("Weekly backups kept") },
	{ "backup.keep_other", SETTING_INT, "10", 1, 520, NULL, N_("Backups kept of those made by hand, before upgrades and before restores") },
	{ "backup.folder2", SETTING_TEXT, "", 0, 0, NULL, N_("Second folder for a copy of every backup: another disk; empty: none") },
	{ "backup.alarm_hours", SETTING_INT, "24", 1, 8760, NULL, N_("Hours without a verified backup after which an alarm is shown") },
	{ "hold.jobs", SETTING_BOOL, "no", 0, 0, NULL, N_("Scheduled work waits (set by a restore)") },
	{ "hold.gateways", SETTING_BOOL, "no", 0, 0, NULL, N_("Nothing is sent by SMS, e-mail or other gateways (set by a restore)") },
	{ "contract.alert_days", SETTING_TEXT, "30,15,7,1", 0, 0, NULL, N_("Days before the end of a contract when to tell") },
	{ "remind.birthday_days", SETTING_INT, "7", 0, 60, NULL, N_("Days ahead that birthdays are shown") },
	{ "churn.idle_days", SETTING_INT, "180", 1, 3650, NULL, N_("Days without a purchase after which a customer may be lost") },
	{ "document.max_mb", SETTING_INT, "20", 1, 1024, NULL, N_("Largest document, in megabytes") },
	{ "remind.idle_days", SETTING_INT, "90", 1, 3650, NULL, N_("Days without a purchase after which a customer is idle") },
	{ NULL, SETTING_TEXT, NULL, 0, 0, NULL, NULL }
};

static int
setting_index(const char *key)
{
	for (int i = 0; setting_table[i].key != NULL; i++) {
		if (strcmp(setting_table[i].key, key) == 0)
			return i;
	}
	return -1;
}

const struct setting_def *
setting_find(const char *key)
{
	int i = setting_index(key);

	return i < 0 ? NULL : &setting_table[i];
}

static void
settings_clear(struct store *st)
{
	for (int i = 0; st->settings != NULL && setting_table[i].key != NULL; i++) {
		free(st->settings[i]);
		st->settings[i] = NULL;
	}
}

void
settings_fini(struct store *st)
{
	settings_clear(st);
	free(st->settings);
	st->settings = NULL;
}

/* The shop's zone, money and country follow the settings. */
static enum err
settings_apply(struct store *st, struct err_note *note)
{
	const char *zone = setting_text(st, "shop.zone");
	const struct currency *c = currency_find(setting_text(st, "shop.currency"));

	if (c == NULL)
		return err_set(note, ERR_CONFIG, "shop.currency",
		    _("The store has an unknown currency."));
	if (zone_set(zone) != ERR_OK)
		return err_set(note, ERR_CONFIG, "shop.zone",
		    _("The store has an unknown time zone \"%s\"."), zone);
	str_copy(st->country, sizeof(st->country), setting_text(st, "shop.country"));
	st->format.currency = c;
	st->format.country = st->country;
	st->format.locale = locale_find(st->lang);
	return ERR_OK;
}

enum err
settings_load(struct store *st, struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step;
	size_t n = 0;

	while (setting_table[n].key != NULL)
		n++;
	if (st->settings == NULL)
		st->settings = xcalloc(n, sizeof(*st->settings));
	settings_clear(st);
	q = db_query(st->db, "setting_all", DB_NO_ARGS, note);
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		int i = setting_index(db_text(q, 0));

		if (i >= 0)
			st->settings[i] = xstrdup(db_text(q, 1));
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return settings_apply(st, note);
}

const char *
setting_text(struct store *st, const char *key)
{
	uintptr_t at = (uintptr_t)key;
	unsigned char *guess = &st->setting_row[(at ^ at >> 6) % sizeof st->setting_row];

	/* A sale asks ten times; keys are literals that were seen before. */
	if (strcmp(setting_table[*guess].key, key) != 0) {
		int i = setting_index(key);

		assert(i >= 0 && i <= UCHAR_MAX);
		*guess = (unsigned char)i;
	}
	return st->settings[*guess] != NULL ? st->settings[*guess] : setting_table[*guess].preset;
}

int64_t
setting_int(struct store *st, const char *key)
{
	return strtoll(setting_text(st, key), NULL, 10);
}

bool
setting_bool(struct store *st, const char *key)
{
	return strcmp(setting_text(st, key), "yes") == 0;
}

/* "30,15,7,1" */
static bool
is_day_list(const char *value)
{
	char piece[8];
	int n = 0;

	for (; str_next(&value, ',', piece, sizeof(piece)); n++) {
		long day = strtol(piece, NULL, 10);

		if (piece[strspn(piece, "0123456789")] != '\0' || day < 1 || day > 365)
			return false;
	}
	return n > 0;
}

static enum err
check_value(struct store *st, const struct setting_def *d, const char *value, struct err_note *note)
{
	char *end;
	long long v;

	switch (d->type) {
	case SETTING_INT:
		errno = 0;
		v = strtoll(value, &end, 10);
		if (value[0] == '\0' || *end != '\0' || errno != 0 || v < d->min || v > d->max)
			return err_set(note, ERR_INVALID, d->key,
			    _("%s takes a whole number from %" PRId64 " to %" PRId64 "."),
			    d->key, d->min, d->max);
		return ERR_OK;
	case SETTING_BOOL:
		if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
			return err_set(note, ERR_INVALID, d->key, _("%s takes yes or no."), d->key);
		return ERR_OK;
	case SETTING_CHOICE:
		if (!str_in_list(d->choices, value))
			return err_set(note, ERR_INVALID, d->key,
			    _("%s takes one of: %s."), d->key, d->choices);
		return ERR_OK;
	case SETTING_TEXT:
		break;
	}
	if (strlen(value) > 400)
		return err_set(note, ERR_LIMIT, d->key, _("%s: the text is too long."), d->key);
	if (strcmp(d->key, "contract.alert_days") == 0 && !is_day_list(value))
		return err_set(note, ERR_INVALID, d->key,
		    _("%s takes days from 1 to 365 with commas: 30,15,7,1."), d->key);
	if (strcmp(d->key, "shop.currency") == 0) {
		int64_t sales = 0;

		if (currency_find(value) == NULL)
			return err_set(note, ERR_INVALID, d->key,
			    _("Unknown currency \"%s\". Examples: VND, CNY, USD."), value);
		if (strcmp(value, setting_text(st, d->key)) != 0 &&
		    store_get_int(st, "sale_any", DB_NO_ARGS, &sales, note) == ERR_OK)
			return err_set(note, ERR_CONFLICT, d->key,
			    _("There are sales already: the currency stays."));
	}
	if (strcmp(d->key, "shop.zone") == 0 && zone_set(value) != ERR_OK) {
		if (zone_set(setting_text(st, "shop.zone")) != ERR_OK)
			return ERR_CONFIG;
		return err_set(note, ERR_INVALID, d->key,
		    _("Unknown time zone \"%s\". Example: Asia/Ho_Chi_Minh."), value);
	}
	return ERR_OK;
}

enum err
setting_set(struct store *st, const char *key, const char *value, struct err_note *note)
{
	int i = setting_index(key);
	char before[512];
	json_t *changes;
	char *clean;
	enum err e;

	if (i < 0)
		return err_set(note, ERR_NOTFOUND, key, _("There is no parameter \"%s\"."), key);
	e = access_need(st, "setting", VERB_EDIT, note);
	if (e != ERR_OK)
		return e;
	clean = utf8_clean(value, strlen(value), false);
	if (clean == NULL)
		return err_set(note, ERR_INVALID, key, _("The text is not valid UTF-8."));
	e = check_value(st, &setting_table[i], clean, note);
	if (e != ERR_OK)
		goto out;
	str_copy(before, sizeof(before), setting_text(st, key));
	e = store_run(st, "setting_put", DB_ARGS(DB_TEXT("key", key), DB_TEXT("value", clean),
	    DB_INT("at", clock_now_ms()), DB_ID("user", st->actor->id)), NULL, note);
	if (e == ERR_OK)
		e = store_run(st, "epoch_settings", DB_NO_ARGS, NULL, note);
	if (e != ERR_OK)
		goto out;
	free(st->settings[i]);
	st->settings[i] = xstrdup(clean);
	st->settings_epoch = -1;
	st->known.has_epochs = false;
	e = settings_apply(st, note);
	if (e != ERR_OK)
		goto out;
	changes = json_pack("{s:[s,s]}", "value", before, clean);
	e = audit_write(st, &(struct audit_entry) { .function = "setting", .action = "setting",
	    .entity = "setting", .row_code = key, .reason = "", .request = "",
	    .changes = changes }, note);
	json_decref(changes);
out:
	free(clean);
	return e;
}
