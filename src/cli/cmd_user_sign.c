/* quen user key|keys|totp: how people sign in over SSH. */
#include "cli/cmd_user.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/totp.h"
#include "domain/sign_in.h"
#include "report/qr.h"
#include "store/record_store.h"

#define LINE 2100			/* a public key is a line */

struct work { const char *user, *text; unsigned char seed[TOTP_SEED]; char *uri; };

static const struct entity *
keys(const struct cli *c)
{
	return model_entity(store_model(c->store), "user_key");
}

/* ---- keys ---- */

static enum err
read_line(const char *file, char *buf, size_t size, struct err_note *note)
{
	FILE *f = strcmp(file, "-") == 0 ? stdin : fopen(file, "re");
	bool ok;

	if (f == NULL)
		return err_set(note, ERR_IO, "", "%s: %s", file, strerror(errno));
	ok = fgets(buf, (int)size, f) != NULL && strchr(buf, '\n') != NULL;
	ok = ok || (feof(f) && buf[0] != '\0');
	if (f != stdin)
		fclose(f);
	if (!ok)
		return err_set(note, ERR_INVALID, "", _("%s: no public key in it."), file);
	buf[strcspn(buf, "\r\n")] = '\0';
	return ERR_OK;
}

static enum err
add_key(struct cli *c, void *arg, struct err_note *note)
{
	const struct work *w = arg;
	struct record *r = record_new(keys(c));
	enum err e;

	record_preset(r, store_format(c->store), clock_today());
	record_set_text(r, "user", w->user);
	e = field_from_text(entity_field(r->entity, "public_key"), store_format(c->store), w->text,
	    record_value(r, "public_key"), note);
	if (e == ERR_OK)
		e = record_check(r, note);
	if (e == ERR_OK)
		e = record_insert(c->store, r, note);
	record_free(r);
	return e;
}

/* Calls each for the keys of a user; inside a transaction. */
static enum err
each_key(struct cli *c, const char *user, enum err (*each)(struct cli *c, const struct record *r,
    void *arg, struct err_note *note), void *arg, struct err_note *note)
{
	const struct entity *users = model_entity(store_model(c->store), "user");
	struct list_query q = { .entity = keys(c), .sort = keys(c)->sort };
	struct list_anchor from = { 0 };
	struct record_page page = { 0 };
	struct record *r;
	enum err e = record_id(c->store, users, user, &q.parent_id, note);

	q.parent_field = entity_field(keys(c), "user");
	if (e == ERR_OK)
		e = list_page(c->store, &q, &from, true, 200, &page, note);
	for (size_t i = 0; i < page.nrows && e == ERR_OK; i++)
		if ((e = record_load(c->store, q.entity, page.rows[i]->id, &r, note)) == ERR_OK) {
			e = each(c, r, arg, note);
			record_free(r);
		}
	record_page_fini(&page);
	return e;
}

static enum err
show_key(struct cli *c, const struct record *r, void *arg, struct err_note *note)
{
	(void)note;
	if (c->json)
		json_array_append_new(arg, record_to_json(r, false));
	else
		tell("%s %s", record_text(r, "fingerprint"), record_text(r, "name"));
	return ERR_OK;
}

static enum err
list_keys(struct cli *c, const char *user, struct err_note *note)
{
	json_t *all = c->json ? json_array() : NULL;
	enum err e = store_begin(c->store, c->actor, false, note);

	if (e == ERR_OK)
		e = each_key(c, user, show_key, all, note);
	store_rollback(c->store);
	if (all != NULL && e == ERR_OK)
		tell_json(json_incref(all));
	json_decref(all);
	return e;
}

static enum err
drop_key(struct cli *c, const struct record *r, void *arg, struct err_note *note)
{
	struct work *w = arg;

	if (strcmp(record_text(r, "fingerprint"), w->text) != 0)
		return ERR_OK;
	w->uri = xstrdup(w->text);
	return record_delete(c->store, r->entity, r->id, 0, note);
}

static enum err
remove_key(struct cli *c, void *arg, struct err_note *note)
{
	struct work *w = arg;
	enum err e = each_key(c, w->user, drop_key, w, note);

	if (e == ERR_OK && w->uri == NULL)
		e = err_set(note, ERR_NOTFOUND, "", _("%s has no key %s."), w->user, w->text);
	return e;
}

enum err
user_key(struct cli *c, const struct args *a, struct err_note *note)
{
	struct work w = { .user = a->words[1], .text = args_get(a, "remove") };
	char line[LINE] = "";
	enum err e;

	if (w.text != NULL) {
		e = cli_write(c, remove_key, &w, note);
		free(w.uri);
		return e;
	}
	if (a->nwords < 3)
		return list_keys(c, w.user, note);
	if ((e = read_line(a->words[2], line, sizeof(line), note)) != ERR_OK)
		return e;
	w.text = line;
	return cli_write(c, add_key, &w, note);
}

/* A path that means the same in the shell that sshd starts. */
static bool
is_plain_path(const char *s)
{
	return s[0] == '/' && s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	    "/._-+")] == '\0';
}

/* "/usr/bin/quen --home /x attach --command --user": what the lines of keys run. */
static enum err
attach_command(const struct cli *c, struct strbuf *b, struct err_note *note)
{
	char program[PATH_MAX] = "", home[PATH_MAX] = "";
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);

	program[n > 0 ? n : 0] = '\0';
	if (!str_empty(c->home) && realpath(c->home, home) == NULL)
		home[0] = '\0';
	if (!is_plain_path(program) || (!str_empty(c->home) && !is_plain_path(home)))
		return err_set(note, ERR_CONFIG, "",
		    _("The paths of quen and of its home may have letters, digits and /._-+ only."));
	strbuf_addf(b, "%s ", program);
	if (home[0] != '\0')
		strbuf_addf(b, "--home %s ", home);
	strbuf_add(b, "attach --command --user");
	return ERR_OK;
}

enum err
user_keys(struct cli *c, const struct args *a, struct err_note *note)
{
	struct strbuf command = { 0 };
	char *lines = NULL;
	enum err e = attach_command(c, &command, note);

	if (e == ERR_OK)
		e = store_begin(c->store, c->actor, false, note);
	if (e == ERR_OK)
		e = sign_key_lines(c->store, a->nwords > 1 ? a->words[1] : NULL,
		    args_get(a, "fingerprint"), strbuf_str(&command), &lines, note);
	store_rollback(c->store);
	if (e == ERR_OK)
		fputs(lines, stdout);
	free(lines);
	strbuf_fini(&command);
	return e;
}

/* ---- one-time codes ---- */

static enum err
make_codes(struct cli *c, void *arg, struct err_note *note)
{
	struct work *w = arg;
	enum err e = sign_code_make(c->store, w->user, w->seed, note);

	if (e == ERR_OK)
		w->uri = sign_code_uri(c->store, w->user, w->seed);
	return e;
}

static enum err
confirm_code(struct cli *c, void *arg, struct err_note *note)
{
	const struct work *w = arg;

	return sign_code_confirm(c->store, w->user, w->text, note);
}

static enum err
drop_codes(struct cli *c, void *arg, struct err_note *note)
{
	const struct work *w = arg;

	return sign_code_drop(c->store, w->user, note);
}

/* White on black, whatever the colours of the terminal are: readers expect it. */
static void
show_qr(const char *uri)
{
	struct strbuf b = { 0 };
	struct err_note note;
	int cols;

	if (!isatty(STDERR_FILENO) || qr_text(uri, 0, &b, &cols, &note) != ERR_OK) {
		strbuf_fini(&b);
		return;
	}
	for (char *line = b.s, *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
		fprintf(stderr, "\033[97;40m%.*s\033[0m\n", (int)(end - line), line);
	strbuf_fini(&b);
}

enum err
user_totp(struct cli *c, const struct args *a, struct err_note *note)
{
	struct work w = { .user = a->words[1], .text = args_get(a, "confirm") };
	char base32[TOTP_BASE32_SIZE];
	enum err e;

	if (args_has(a, "off"))
		return cli_write(c, drop_codes, &w, note);
	if (w.text != NULL)
		return cli_write(c, confirm_code, &w, note);
	if ((e = cli_write(c, make_codes, &w, note)) != ERR_OK)
		return e;
	totp_base32(w.seed, base32);
	show_qr(w.uri);
	if (c->json)
		tell_json(json_pack("{s:b, s:s, s:s}", "ok", 1, "secret", base32, "uri", w.uri));
	else {
		tell("%s", w.uri);
		say(_("Scan the code, or type the secret %s into an authenticator. It counts once a code was right:"), base32);
		say("  quen user totp %s --confirm CODE", w.user);
	}
	secret_wipe(base32, sizeof(base32));
	secret_wipe(w.seed, sizeof(w.seed));
	secret_wipe(w.uri, strlen(w.uri));
	free(w.uri);
	return e;
}
