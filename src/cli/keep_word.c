#include "cli/keep_word.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/locale.h"
#include "base/str.h"
#include "base/utf8.h"

enum err
keep_read_secret(const char *what, char *buf, size_t size, struct err_note *note)
{
	bool terminal = isatty(STDIN_FILENO) != 0;
	struct termios was, quiet;
	size_t n = 0;
	char c;

	if (terminal) {
		fprintf(stderr, "%s: ", what);
		terminal = tcgetattr(STDIN_FILENO, &was) == 0;
		quiet = was;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		if (terminal)
			(void)tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
	}
	/* Byte by byte: what follows is the next question's. */
	while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n')
		if (n + 1 < size && c != '\r')
			buf[n++] = c;
	buf[n] = '\0';
	if (terminal) {
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &was);
		fputc('\n', stderr);
	}
	return n > 0 ? ERR_OK : err_set(note, ERR_CANCELLED, "", _("Nothing was typed."));
}

static enum err
read_key_file(const char *file, char *buf, size_t size, struct err_note *note)
{
	FILE *f = fopen(file, "re");
	size_t n;

	if (f == NULL)
		return err_set(note, ERR_IO, "", "%s: %s", file, strerror(errno));
	n = fread(buf, 1, size - 1, f);
	buf[n] = '\0';
	fclose(f);
	return ERR_OK;
}

enum err
keep_opener(const struct args *a, struct keep_secret *room, struct backup_opener *o,
    struct err_note *note)
{
	const char *file = args_get(a, "recovery-key");
	char text[512] = "";
	enum err e = ERR_OK;

	*o = (struct backup_opener) { 0 };
	if (file != NULL) {
		e = str_eq(file, "-") ? keep_read_secret(_("Recovery key"), text, sizeof text, note) :
		    read_key_file(file, text, sizeof text, note);
		if (e == ERR_OK)
			e = lockbox_read_text(text, room->recovery, note);
		o->recovery = room->recovery;
		secret_wipe(text, sizeof text);
	} else if (args_has(a, "passphrase")) {
		e = keep_read_secret(_("Passphrase"), room->passphrase, sizeof room->passphrase, note);
		o->passphrase = room->passphrase;
	}
	return e;
}

void
keep_bytes(int64_t bytes, char *buf, size_t size)
{
	if (bytes < 10 * 1024 * 1024)
		snprintf(buf, size, "%" PRId64 " KB", (bytes + 1023) / 1024);
	else
		snprintf(buf, size, "%" PRId64 " MB", bytes / (1024 * 1024));
}

void
keep_tell(const struct backup_info *b)
{
	char at[48] = "?", size[32];
	const char *kind, *state;

	if (b->made_at > 0)
		instant_format(locale_find(i18n_lang()), b->made_at, at, sizeof at);
	keep_bytes(b->bytes, size, sizeof size);
	if (b->id[0] == '\0') {
		tell("%s  %s  %s", strrchr(b->path, '/') != NULL ? strrchr(b->path, '/') + 1 : b->path, size,
		    backup_state_name(b->state));
		return;
	}
	kind = backup_kind_name(b->kind);
	state = backup_state_name(b->state);
	tell("%-22s %s  %-*s %8s  %-*s %s", b->id, at, utf8_pad(kind, 14), kind, size, utf8_pad(state, 12),
	    state, b->made_by);
	tell(_("    %" PRId64 " customers, %" PRId64 " cards, %" PRId64 " receipts, %" PRId64 " documents, %"
	    PRId64 " audit rows; opens with: %s%s%s"), b->customers, b->cards, b->sales, b->documents,
	    b->audit_rows, b->server_key_here ? _("this server ") : "",
	    b->for_recovery ? _("recovery key ") : "", b->for_passphrase ? _("passphrase") : "");
}

json_t *
keep_json(const struct backup_info *b)
{
	static const char *const states[] = { "good", "unverified", "tampered", "truncated", "shop",
		"newer", "renamed", "unknown" };
	char at[40] = "";

	if (b->made_at > 0)
		instant_iso(b->made_at, at, sizeof at);
	json_t *j = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:s, s:I, s:s}", "version", b->id,
	    "file", b->path, "kind", b->kind, "made_at", at, "made_by", b->made_by,
	    "bytes", (json_int_t)b->bytes, "state", states[b->state], "shop", b->shop,
	    "schema", (json_int_t)b->schema, "audit_head", b->audit_head);
	json_object_update_new(j, json_pack("{s:I, s:I, s:I, s:I, s:I, s:b, s:b, s:b, s:s}",
	    "customers", (json_int_t)b->customers, "cards", (json_int_t)b->cards,
	    "receipts", (json_int_t)b->sales, "documents", (json_int_t)b->documents,
	    "audit_rows", (json_int_t)b->audit_rows, "recovery_key", b->for_recovery,
	    "passphrase", b->for_passphrase, "server_key", b->server_key_here, "message", b->why));
	return j;
}

bool
keep_progress(void *arg, int percent, const char *what)
{
	(void)arg;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K%3d %%  %s", percent, what);
	return stop_asked(NULL);
}
