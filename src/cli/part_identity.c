/* The store side of signing in: `quen part identity`. The only part of the door that has the
 * store open; it hears fixed structs from root and from the store's owner, and nothing else.
 * One question at a time: what takes long is argon2id, and the broker has two slots. */
#include "cli/part.h"
#include "cli/site_reload.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "access/door.h"
#include "access/identity_wire.h"
#include "access/sandbox.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/str.h"
#include "domain/hooks.h"
#include "domain/sign_in.h"
#include "jobs/notice.h"
#include "store/store.h"

#define LOOK_MS 1000			/* for a restore that is announced */
#define ASIDE_MS 200
#define CLIENTS 32
#define FIXED 2				/* the supervisor, the listening socket */

struct identity {
	struct door_config config;
	struct store *store;
	struct sign_in *sign;
	int listener;
	int client[CLIENTS];
	size_t nclients;
	char path[DOOR_TEXT + 16];
};

static uint32_t
result_of(enum err e)
{
	if (e == ERR_OK)
		return ID_YES;
	return e == ERR_DENIED || e == ERR_NOTFOUND || e == ERR_INVALID ? ID_NO : ID_TROUBLE;
}

static enum err
answer_policy(struct identity *id, struct id_answer *a, struct err_note *note)
{
	struct sign_policy p;
	enum err e = sign_in_policy(id->sign, &p, note);

	if (e != ERR_OK)
		return e;
	a->flags = (p.codes ? ID_ASK_CODES : 0) | (p.key_codes ? ID_KEY_AND_CODE : 0) |
	    (p.card_door ? ID_CARD_DOOR : 0) | (p.key_alone ? 0 : ID_KEY_NEEDS_CODE);
	str_copy(a->text, sizeof(a->text), p.networks);
	return ERR_OK;
}

static enum err
answer_try(struct identity *id, const struct id_request *rq, struct id_answer *a,
    struct err_note *note)
{
	static const enum sign_codes codes[] = { [ID_CODE_IF_SET] = SIGN_CODE_IF_SET,
		[ID_CODE_ALWAYS] = SIGN_CODE_ALWAYS, [ID_CODE_NEVER] = SIGN_CODE_NEVER,
		[ID_CODE_ONLY] = SIGN_CODE_ONLY };
	struct sign_try t = { rq->user, rq->secret, rq->code, SIGN_CODE_ALWAYS, false };
	enum err e;

	if (rq->codes < sizeof(codes) / sizeof(*codes))
		t.codes = codes[rq->codes];
	e = sign_in_try(id->sign, &t, note);
	if (e == ERR_OK && t.took_code)
		a->flags = ID_HAS_CODE;
	return e;
}

static enum err
answer_account(struct identity *id, const struct id_request *rq, struct id_answer *a,
    struct err_note *note)
{
	static const uint32_t results[] = { [SIGN_ACCOUNT_OK] = ID_YES,
		[SIGN_UNKNOWN] = ID_ACCOUNT_UNKNOWN, [SIGN_LOCKED] = ID_ACCOUNT_LOCKED,
		[SIGN_EXPIRED] = ID_ACCOUNT_EXPIRED, [SIGN_HOURS] = ID_ACCOUNT_HOURS,
		[SIGN_NEW_PASSWORD] = ID_ACCOUNT_NEW_PASSWORD };
	enum sign_account account = SIGN_UNKNOWN;
	enum err e = sign_in_account(id->sign, rq->user, &account, note);

	if (e == ERR_OK)
		a->result = results[account];
	return e;
}

static enum err
answer_key(struct identity *id, const struct id_request *rq, struct id_answer *a,
    struct err_note *note)
{
	struct sign_key k;
	bool has_code = false;
	enum err e = sign_in_key(id->sign, rq->user, rq->key, rq->key_size, &k, note);

	str_copy(a->fingerprint, sizeof(a->fingerprint), k.fingerprint);
	if (e == ERR_OK) {
		str_copy(a->till, sizeof(a->till), k.till);
		e = sign_in_has_code(id->sign, rq->user, &has_code, note);
	}
	a->flags = has_code ? ID_HAS_CODE : 0;
	return e;
}

static enum err
answer_note(struct identity *id, const struct id_request *rq, struct err_note *note)
{
	static const enum sign_event events[] = { [ID_SIGNED_IN] = SIGN_EVENT_IN,
		[ID_FAILED] = SIGN_EVENT_FAILED, [ID_LOCKED_OUT] = SIGN_EVENT_LOCK };

	if (rq->event >= sizeof(events) / sizeof(*events))
		return ERR_INVALID;
	return sign_in_note(id->store, &(struct sign_note) { .event = events[rq->event],
	    .user = rq->user, .is_card = (rq->flags & ID_IS_CARD) != 0, .source = rq->source,
	    .how = rq->text, .key = rq->code, .count = rq->count }, note);
}

static void
answer(struct identity *id, const struct id_request *rq, struct id_answer *a)
{
	struct err_note note = { 0 };
	enum err e = ERR_INVALID;

	switch ((enum id_ask)rq->ask) {
	case ID_POLICY:
		e = answer_policy(id, a, &note);
		break;
	case ID_TRY:
		e = answer_try(id, rq, a, &note);
		break;
	case ID_ACCOUNT:
		e = answer_account(id, rq, a, &note);
		break;
	case ID_CHANGE:
		e = sign_in_change(id->sign, rq->user, rq->secret, rq->code, &note);
		if (e == ERR_INVALID || e == ERR_LIMIT) {
			a->result = ID_BAD_PASSWORD;
			str_copy(a->text, sizeof(a->text), note.text);
		}
		break;
	case ID_KEY_CHECK:
		e = answer_key(id, rq, a, &note);
		break;
	case ID_ENTER:
		e = sign_in_enter(id->sign, rq->user, rq->text, (rq->flags & ID_OWN) != 0,
		    a->user, sizeof(a->user), &note);
		break;
	case ID_CARD:
		e = sign_in_card(id->sign, rq->user, rq->secret, a->user, sizeof(a->user), &note);
		break;
	case ID_NOTE:
		e = answer_note(id, rq, &note);
		break;
	}
	if (a->result == 0)
		a->result = result_of(e);
	if (a->result == ID_TROUBLE)
		log_write(LOG_LEVEL_WARN, "identity: question %u: %s", rq->ask,
		    note.text[0] != '\0' ? note.text : err_text(e));
}

static bool
ends(const char *text, size_t size)
{
	return memchr(text, 0, size) != NULL;
}

static bool
is_whole(const struct id_request *rq, ssize_t n)
{
	return n == (ssize_t)sizeof(*rq) && rq->version == ID_VERSION && rq->key_size <= ID_KEY &&
	    ends(rq->user, sizeof(rq->user)) && ends(rq->source, sizeof(rq->source)) &&
	    ends(rq->secret, sizeof(rq->secret)) && ends(rq->code, sizeof(rq->code)) &&
	    ends(rq->text, sizeof(rq->text));
}

/* false: the link is over. */
static bool
serve(struct identity *id, int fd)
{
	struct id_request rq;
	struct id_answer a = { .version = ID_VERSION };
	ssize_t n = recv(fd, &rq, sizeof(rq), MSG_DONTWAIT | MSG_TRUNC);
	bool ok = n > 0 && is_whole(&rq, n);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (ok) {
		a.ask = rq.ask;
		answer(id, &rq, &a);
		ok = send(fd, &a, sizeof(a), MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)sizeof(a);
	}
	secret_wipe(&rq, sizeof(rq));
	return ok;
}

static void
accept_one(struct identity *id)
{
	int fd = accept4(id->listener, NULL, NULL, SOCK_CLOEXEC);
	struct ucred who = { .uid = (uid_t)-1 };
	socklen_t size = sizeof(who);

	if (fd < 0)
		return;
	if (id->nclients == CLIENTS || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0 ||
	    (who.uid != 0 && who.uid != geteuid())) {
		log_write(LOG_LEVEL_WARN, "identity: process %ld of user %ld was refused",
		    (long)who.pid, (long)who.uid);
		close(fd);
		return;
	}
	id->client[id->nclients++] = fd;
}

/* DOOR_STOP and the end of the supervisor end the part. Another configuration is a SIGHUP: of all
 * parts this one, the owner's without a network, reads the shop's files for the others. */
static bool
go_on(const struct store_paths *paths)
{
	union door_message m;
	int fd;
	enum err e = door_receive(DOOR_CONTROL, &m, &fd);

	if (fd >= 0)
		close(fd);
	if (e == ERR_OK && m.head.type == DOOR_CONFIG)
		site_reload(paths);
	return e == ERR_BUSY || (e == ERR_OK && m.head.type != DOOR_STOP);
}

/* The store is being replaced: who wants to sign in waits until it is there again. */
static bool
step_aside(struct identity *id)
{
	const struct store_paths paths = *store_paths(id->store);
	struct pollfd control = { DOOR_CONTROL, POLLIN, 0 };
	struct err_note note = { 0 };
	struct notice n;

	sign_in_close(id->sign);
	store_close(id->store);
	id->sign = NULL;
	id->store = NULL;
	while (notice_read(&paths, &n))
		if (poll(&control, 1, ASIDE_MS) > 0 && !go_on(&paths))
			return false;
	if (store_open(&paths, &id->store, &note) != ERR_OK) {
		log_write(LOG_LEVEL_ERROR, "identity: %s", note.text);
		return false;
	}
	store_set_hooks(id->store, domain_hooks);
	id->sign = sign_in_open(id->store);
	return true;
}

static void
loop(struct identity *id)
{
	struct pollfd p[FIXED + CLIENTS];
	struct notice coming;
	size_t n;

	for (;;) {
		n = id->nclients;
		p[0] = (struct pollfd) { DOOR_CONTROL, POLLIN, 0 };
		p[1] = (struct pollfd) { id->listener, POLLIN, 0 };
		for (size_t i = 0; i < n; i++)
			p[FIXED + i] = (struct pollfd) { id->client[i], POLLIN, 0 };
		if (notice_read(store_paths(id->store), &coming) && !step_aside(id))
			return;
		if (poll(p, FIXED + n, LOOK_MS) < 0) {
			if (errno == EINTR)
				continue;
			return;
		}
		for (size_t i = n; i-- > 0;)
			if (p[FIXED + i].revents != 0 && !serve(id, id->client[i])) {
				close(id->client[i]);
				id->client[i] = id->client[--id->nclients];
			}
		if (p[1].revents != 0)
			accept_one(id);
		if (p[0].revents != 0 && !go_on(store_paths(id->store)))
			return;
	}
}

/* Bound before the change of user: who asks is root, the broker and other programs with PAM. */
static enum err
listen_at(struct identity *id, struct err_note *note)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	snprintf(id->path, sizeof(id->path), "%s/identity.sock", id->config.run_dir);
	if (strlen(id->path) >= sizeof(at.sun_path))
		return err_set(note, ERR_CONFIG, "", _("The path of a socket is too long: %s"), id->path);
	memcpy(at.sun_path, id->path, strlen(id->path) + 1);
	id->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	unlink(id->path);
	if (id->listener < 0 || bind(id->listener, (struct sockaddr *)&at, sizeof(at)) != 0 ||
	    chmod(id->path, 0600) != 0 || listen(id->listener, CLIENTS) != 0)
		return err_set(note, ERR_IO, "", "%s: %s", id->path, strerror(errno));
	return ERR_OK;
}

static void
folder_of(const char *file, char *buf, size_t size)
{
	char *slash;

	str_copy(buf, size, file);
	slash = strrchr(buf, '/');
	if (slash != NULL && slash != buf)
		*slash = '\0';
}

static enum err
start(struct identity *id, struct err_note *note)
{
	char beside[520];
	struct store_paths paths = { 0 };
	enum err e = store_find(id->config.home[0] != '\0' ? id->config.home : NULL, &paths, note);

	i18n_set(paths.locale[0] != '\0' ? paths.locale : NULL, NULL);
	if (e == ERR_OK)
		e = listen_at(id, note);
	if (e == ERR_OK)
		e = sandbox_become(id->config.data_uid, id->config.data_gid, note);
	if (e == ERR_OK)
		e = store_open(&paths, &id->store, note);
	if (e != ERR_OK)
		return e;
	store_set_hooks(id->store, domain_hooks);
	id->sign = sign_in_open(id->store);
	folder_of(paths.db, beside, sizeof(beside));
	return sandbox_enter(SANDBOX_IDENTITY, (struct sandbox_path[]) {
	    { beside, SANDBOX_WRITE }, { paths.forms, SANDBOX_READ }, { paths.sql, SANDBOX_READ },
	    { paths.site, SANDBOX_READ }, { paths.keymaps, SANDBOX_READ } }, 5, note);
}

int
part_identity(void)
{
	struct identity id = { .listener = -1 };
	struct err_note note = { 0 };
	struct door_head ready = { 0 };
	enum err e = door_config_read(&id.config, &note);

	if (e == ERR_OK) {
		sandbox_start(DOOR_CONTROL);
		e = start(&id, &note);
	}
	if (e == ERR_OK && door_send(DOOR_CONTROL, DOOR_READY, &ready, -1) == ERR_OK)
		loop(&id);
	else if (e != ERR_OK)
		log_write(LOG_LEVEL_ERROR, "identity: %s", note.text);
	/* The socket's file stays: the next start replaces it, and the sandbox forbids its folder. */
	for (size_t i = 0; i < id.nclients; i++)
		close(id.client[i]);
	if (id.listener >= 0)
		close(id.listener);
	sign_in_close(id.sign);
	store_close(id.store);
	return e == ERR_OK ? EX_OK : err_exit_status(e);
}
