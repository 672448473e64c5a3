#include "cli/wizard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/utf8.h"
#include "cli/keep_word.h"
#include "domain/hooks.h"
#include "jobs/backup.h"
#include "store/record_store.h"
#include "store/setting.h"

#define ADMIN "admin"

struct wizard {
	struct cli *c;
	const char *lang;
	char shop[128], currency[8], zone[64], name[128], password[256];
};

static const struct { const char *lang, *own_name, *currency, *zone; } languages[] = {
	{ "en", "English", "VND", "Asia/Ho_Chi_Minh" },
	{ "vi", "Tiếng Việt", "VND", "Asia/Ho_Chi_Minh" },
	{ "zh_CN", "简体中文", "CNY", "Asia/Shanghai" },
};
#define LANGUAGES (sizeof languages / sizeof *languages)

bool
wizard_fits(const struct cli *c)
{
	struct stat st;

	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && stat(c->paths.db, &st) != 0;
}

/* One line; an empty one leaves what stands in buf. false: the end of input, who asks leaves. */
static bool
ask(const char *what, char *buf, size_t size)
{
	char line[256], *clean;

	if (buf[0] != '\0')
		printf("%s [%s]: ", what, buf);
	else
		printf("%s: ", what);
	fflush(stdout);
	if (fgets(line, sizeof line, stdin) == NULL) {
		putchar('\n');
		return false;
	}
	line[strcspn(line, "\r\n")] = '\0';
	clean = utf8_clean(line, strlen(line), false);
	if (clean[0] != '\0')
		str_copy(buf, size, clean);
	free(clean);
	return true;
}

static bool
ask_language(struct wizard *w)
{
	char answer[8] = "1";
	size_t at;

	for (size_t i = 0; i < LANGUAGES; i++) {
		printf("  %zu  %s\n", i + 1, languages[i].own_name);
		if (str_eq(languages[i].lang, i18n_lang()))
			snprintf(answer, sizeof answer, "%zu", i + 1);
	}
	if (!ask("Language / Ngôn ngữ / 语言", answer, sizeof answer))
		return false;
	at = strtoul(answer, NULL, 10);
	if (at < 1 || at > LANGUAGES)
		at = 1;
	w->lang = languages[at - 1].lang;
	str_copy(w->currency, sizeof w->currency, languages[at - 1].currency);
	str_copy(w->zone, sizeof w->zone, languages[at - 1].zone);
	w->c->lang = w->lang;
	cli_speak(w->c, w->lang);
	return true;
}

static bool
ask_shop(struct wizard *w)
{
	str_copy(w->shop, sizeof w->shop, "Quen");
	if (!ask(_("Name of the shop"), w->shop, sizeof w->shop))
		return false;
	while (ask(_("Currency (VND, CNY, USD, EUR ...)"), w->currency, sizeof w->currency)) {
		for (char *p = w->currency; *p != '\0'; p++)
			*p = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
		if (currency_find(w->currency) != NULL)
			break;
		puts(_("That is no currency this program knows. Write its ISO code."));
		w->currency[0] = '\0';
	}
	if (feof(stdin))
		return false;
	while (ask(_("Time zone of the shop"), w->zone, sizeof w->zone)) {
		if (zone_set(w->zone) == ERR_OK)
			return true;
		puts(_("There is no such time zone. Write for example Asia/Ho_Chi_Minh."));
		str_copy(w->zone, sizeof w->zone, "Asia/Ho_Chi_Minh");
	}
	return false;
}

static bool
ask_admin(struct wizard *w, struct err_note *note)
{
	char again[256];
	bool same;

	str_copy(w->name, sizeof w->name, _("Administrator"));
	if (!ask(_("Your name; you sign in as \"admin\""), w->name, sizeof w->name))
		return false;
	for (;;) {
		if (keep_read_secret(_("Password, 8 characters or more"), w->password,
		    sizeof w->password, note) != ERR_OK)
			return false;
		if (strlen(w->password) < 8) {
			puts(_("That is too short."));
			continue;
		}
		if (keep_read_secret(_("Once more"), again, sizeof again, note) != ERR_OK)
			return false;
		same = strcmp(w->password, again) == 0;
		secret_wipe(again, sizeof again);
		if (same)
			return true;
		puts(_("The two are not the same."));
	}
}

/* ---- making it ---- */

static enum err
put_admin(struct cli *c, void *arg, struct err_note *note)
{
	const struct wizard *w = arg;
	const struct entity *user = model_entity(store_model(c->store), "user");
	struct record *base = NULL, *edited;
	enum err e = record_load_code(c->store, user, ADMIN, &base, note);

	if (e != ERR_OK)
		return e;
	edited = record_copy(base);
	record_set_text(edited, "name", w->name);
	e = record_update(c->store, base, edited, NULL, note);
	if (e == ERR_OK)
		e = actor_set_password(c->store, ADMIN, w->password, note);
	record_free(edited);
	record_free(base);
	return e;
}

static enum err
make(struct wizard *w, struct err_note *note)
{
	struct store_init in = { .currency = w->currency, .zone = w->zone, .name = w->shop,
		.lang = w->lang };
	enum err e = store_create(&w->c->paths, &in, note);

	if (e == ERR_OK)
		e = cli_open(w->c, note);
	if (e == ERR_OK)
		e = cli_write(w->c, put_admin, w, note);
	if (e != ERR_OK) {
		cli_close(w->c);
		cli_remove_store(w->c->paths.db);
	}
	return e;
}

static enum err
put_key(struct cli *c, void *arg, struct err_note *note)
{
	return backup_recovery_put(c->store, arg, note);
}

/* The key counts once it was typed back; who presses Enter does it later, from the menu. */
static enum err
offer_key(struct wizard *w, struct err_note *note)
{
	char key[LOCKBOX_TEXT], typed[256] = "", answer[8] = "";
	enum err e = ERR_OK;

	puts(_("\nBackups are locked. With a recovery key on paper you open them when this machine is gone."));
	if (!ask(_("Make one now? y or n"), answer, sizeof answer) ||
	    strchr("yYcC", answer[0]) == NULL || answer[0] == '\0') {
		puts(_("Later: Setup & admin, Backups."));
		return ERR_OK;
	}
	backup_recovery_make(key);
	printf("\n    %s\n\n%s\n", key, _("Write it down twice. It is shown once and stands nowhere else."));
	while (ask(_("Type it in from the paper (empty: later)"), typed, sizeof typed) &&
	    typed[0] != '\0') {
		e = str_eq(typed, key) ? cli_write(w->c, put_key, typed, note) : ERR_DENIED;
		if (e == ERR_OK) {
			puts(_("The recovery key is in force."));
			break;
		}
		if (e != ERR_DENIED)
			break;
		puts(_("That is not the key."));
		typed[0] = '\0';
		e = ERR_OK;
	}
	secret_wipe(key, sizeof key);
	secret_wipe(typed, sizeof typed);
	return e;
}

enum err
wizard_run(struct cli *c, bool *made, struct err_note *note)
{
	struct wizard w = { .c = c };
	char answer[8] = "";
	enum err e;

	*made = false;
	printf("quen %s\n\n", PACKAGE_VERSION);
	/* What is typed at one question is not read ahead for the next, hidden one. */
	setvbuf(stdin, NULL, _IONBF, 0);
	if (!ask_language(&w))
		return ERR_OK;
	puts(_("\nThere is no store here yet. Six questions make one; Ctrl-D leaves without making anything."));
	if (!ask_shop(&w) || !ask_admin(&w, note)) {
		secret_wipe(&w, sizeof w);
		puts(_("Nothing was made. Start again with: quen"));
		return ERR_OK;
	}
	printf("\n  %s, %s, %s\n  %s\n", w.shop, w.currency, w.zone, c->paths.db);
	str_copy(answer, sizeof answer, "y");
	if (!ask(_("Make it? y or n"), answer, sizeof answer) || strchr("yYcC", answer[0]) == NULL) {
		secret_wipe(&w, sizeof w);
		puts(_("Nothing was made. Start again with: quen"));
		return ERR_OK;
	}
	e = make(&w, note);
	secret_wipe(w.password, sizeof w.password);
	if (e != ERR_OK)
		return e;
	*made = true;
	printf(_("The store is made. Sign in as \"%s\".\n"), ADMIN);
	return offer_key(&w, note);
}
