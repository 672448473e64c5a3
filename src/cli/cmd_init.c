#include "cli/cli.h"

#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "cli/demo.h"
#include "domain/hooks.h"

const struct option_def init_options[] = {
	{ "demo", 0, NULL, N_("Fill it with a believable shop, always the same") },
	{ "scale", 0, "N", N_("With --demo: N times as many customers and sales") },
	{ "currency", 0, "CODE", N_("VND (default), CNY, USD, EUR ...") },
	{ "zone", 0, "ZONE", N_("Time zone of the shop, Asia/Ho_Chi_Minh by default") },
	{ "name", 0, "TEXT", N_("Name of the shop") },
	{ "encrypt", 0, NULL, N_("Encrypt the store; its key lies beside it (doc/CRYPTO.md)") },
	{ 0 }
};

/* Progress of the demo shop, on a terminal only. */
static void
progress(const char *what, int64_t done, int64_t all)
{
	if (!isatty(STDERR_FILENO))
		return;
	fputc('\r', stderr);
	say_text(stderr, what);
	fprintf(stderr, " %lld/%lld\033[K", (long long)done, (long long)all);
	if (done >= all)
		fputs("\r\033[K", stderr);
}

static enum err
check_values(const struct args *a, struct err_note *note)
{
	const char *currency = args_get(a, "currency"), *zone = args_get(a, "zone");

	if (currency != NULL && currency_find(currency) == NULL)
		return err_set(note, ERR_INVALID, "currency",
		    _("Unknown currency \"%s\". Write its ISO code, for example VND or CNY."), currency);
	if (zone != NULL && zone_set(zone) != ERR_OK)
		return err_set(note, ERR_INVALID, "zone",
		    _("Unknown time zone \"%s\". Write for example Asia/Ho_Chi_Minh."), zone);
	return ERR_OK;
}

int
cmd_init(struct cli *c, const struct args *a)
{
	struct store_init in = { .currency = args_get(a, "currency"), .zone = args_get(a, "zone"),
	    .name = args_get(a, "name"), .lang = c->lang,
	    .encrypt = args_has(a, "encrypt") };
	struct err_note note = { 0 };
	long scale;
	enum err e;

	/* A wrong value of an option is a wrong command line: nothing is made. */
	if (args_int(a, "scale", 1, DEMO_SCALE_MAX, 1, &scale, &note) != ERR_OK ||
	    check_values(a, &note) != ERR_OK)
		return say_usage(c, "init", "%s", note.text);
	if (args_has(a, "scale") && !args_has(a, "demo"))
		return say_usage(c, "init", _("--scale belongs to --demo."));
	/* What is there now must not be removed below. */
	if (access(c->paths.db, F_OK) == 0) {
		(void)err_set(&note, ERR_CONFLICT, "", _("There is a store already: %s. Nothing was changed."),
		    c->paths.db);
		return say_failed(c, ERR_CONFLICT, &note) != 0 ? EX_CANTCREAT : EX_OK;
	}
	/* A store that is half filled would look like a whole one: it goes again. */
	if ((e = store_create(&c->paths, &in, &note)) != ERR_OK) {
		cli_remove_store(c->paths.db);
		(void)say_failed(c, e, &note);
		return e == ERR_IO || e == ERR_FULL ? EX_CANTCREAT : err_exit_status(e);
	}
	if (args_has(a, "demo")) {
		if ((e = store_open(&c->paths, &c->store, &note)) == ERR_OK) {
			store_set_hooks(c->store, domain_hooks);
			e = demo_fill(c->store, (int)scale, DEMO_SEED, progress, &note);
		}
		if (e != ERR_OK) {
			cli_close(c);
			cli_remove_store(c->paths.db);
			return say_failed(c, e, &note);
		}
	}
	if (c->json)
		tell_json(json_pack("{s:b, s:s, s:b}", "ok", 1, "store", c->paths.db,
		    "demo", args_has(a, "demo")));
	else
		tell(_("Store made: %s"), c->paths.db);
	if (c->home != NULL)
		say(_("Go on with: quen --home %s desk"), c->home);
	else
		say(_("Go on with: quen desk"));
	return EX_OK;
}
