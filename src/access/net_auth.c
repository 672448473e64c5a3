/* Signing in: every request goes to the broker and is answered as it says. This process never
 * decides that somebody is in; what it has afterwards is a ticket or nothing. */
#include "access/net_part.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/str.h"

#define SECOND_US INT64_C(1000000)

static int
methods_of(uint32_t methods)
{
	return (methods & METHOD_PASSWORD ? SSH_AUTH_METHOD_PASSWORD : 0) |
	    (methods & METHOD_KEY ? SSH_AUTH_METHOD_PUBLICKEY : 0) |
	    (methods & METHOD_TALK ? SSH_AUTH_METHOD_INTERACTIVE : 0);
}

/* Sends one request and waits for its answer; PAM may take seconds, the client waits as well.
 * Anything unexpected is ANSWER_DISCONNECT. */
static void
ask(struct net *n, struct door_auth *a, struct door_answer *answer)
{
	int64_t by = n->began_us + n->config.auth_seconds * SECOND_US;
	union door_message m;
	struct pollfd p[] = {
		{ .fd = NET_BROKER, .events = POLLIN }, { .fd = NET_CONTROL, .events = POLLIN },
	};
	int fd = -1, left;

	answer->kind = ANSWER_DISCONNECT;
	if (n->state != NET_SIGNING_IN || n->broken || n->requests++ >= NET_USERAUTHS ||
	    door_send(NET_BROKER, DOOR_AUTH, a, -1) != ERR_OK) {
		n->broken = true;
		return;
	}
	for (;;) {
		left = (int)((by - clock_mono_us()) / 1000);
		if (left <= 0 || (poll(p, 2, left) < 0 && errno != EINTR) || p[1].revents != 0)
			break;
		if (p[0].revents == 0)
			continue;
		if (door_receive(NET_BROKER, &m, &fd) == ERR_OK && m.head.type == DOOR_ANSWER) {
			*answer = m.answer;
			secret_wipe(&m, sizeof(m.answer));
		}
		break;
	}
	if (fd >= 0)
		close(fd);
	if (answer->kind == ANSWER_DISCONNECT)
		n->broken = true;
}

/* The user of the first request stays the user: another one ends the connection. */
static bool
take_user(struct net *n, struct door_auth *a, const char *user)
{
	if (user == NULL || strlen(user) >= sizeof(n->user) || user[0] == '\0' ||
	    (n->user[0] != '\0' && strcmp(n->user, user) != 0)) {
		n->broken = true;
		return false;
	}
	str_copy(n->user, sizeof(n->user), user);
	if (strcmp(n->user, user) != 0) {	/* not UTF-8: cut */
		n->broken = true;
		return false;
	}
	str_copy(a->user, sizeof(a->user), user);
	return true;
}

/* What the answer means for libssh's own state; a ticket opens the second half. */
static int
verdict(struct net *n, const struct door_answer *a)
{
	static const unsigned char none[DOOR_TICKET];

	switch ((enum door_answer_kind)a->kind) {
	case ANSWER_SUCCESS:
		if (memcmp(a->ticket, none, sizeof(none)) == 0)
			break;
		memcpy(n->ticket, a->ticket, sizeof(n->ticket));
		n->state = NET_CHANNEL;
		return SSH_AUTH_SUCCESS;
	case ANSWER_PARTIAL:
		ssh_set_auth_methods(n->session, methods_of(a->methods));
		return SSH_AUTH_PARTIAL;
	case ANSWER_FAIL:
		ssh_set_auth_methods(n->session, methods_of(a->methods));
		return SSH_AUTH_DENIED;
	case ANSWER_PROMPT:
	case ANSWER_KEY_OK:
	case ANSWER_DISCONNECT:
		break;
	}
	return SSH_AUTH_DENIED;
}

static int
simple(struct net *n, const char *user, struct door_auth *a)
{
	struct door_answer answer = { 0 };
	int r = SSH_AUTH_DENIED;

	n->talking = false;
	if (take_user(n, a, user)) {
		ask(n, a, &answer);
		r = answer.kind == ANSWER_KEY_OK && a->kind == AUTH_KEY_OFFER ? SSH_AUTH_SUCCESS :
		    a->kind == AUTH_KEY_OFFER ? SSH_AUTH_DENIED : verdict(n, &answer);
		/* An offer that fails still says what may go on. */
		if (a->kind == AUTH_KEY_OFFER && answer.kind == ANSWER_FAIL)
			(void)verdict(n, &answer);
	}
	secret_wipe(a, sizeof(*a));
	secret_wipe(&answer, sizeof(answer));
	return r;
}

static int
on_none(ssh_session session, const char *user, void *data)
{
	struct door_auth a = { .kind = AUTH_NONE };

	(void)session;
	return simple(data, user, &a);
}

static int
on_password(ssh_session session, const char *user, const char *password, void *data)
{
	struct door_auth a = { .kind = AUTH_PASSWORD };

	(void)session;
	/* Longer than any password: a failure that costs no hashing, but counts. */
	if (strlen(password) >= sizeof(a.u.secret))
		a.kind = AUTH_OTHER;
	else
		memcpy(a.u.secret, password, strlen(password) + 1);
	return simple(data, user, &a);
}

static int
base64_value(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

/* RFC 4648, as libssh writes it; 0 when it is none or too long. */
static uint32_t
decode(const char *text, unsigned char *out, size_t size)
{
	uint32_t bits = 0, have = 0;
	size_t n = 0;

	for (; *text != '\0' && *text != '='; text++) {
		int v = base64_value(*text);

		if (v < 0)
			return 0;
		bits = bits << 6 | (uint32_t)v;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		if (n == size)
			return 0;
		out[n++] = (unsigned char)(bits >> have);
	}
	return (uint32_t)n;
}

/* libssh has verified the signature when it says VALID; NONE is an offer, which is answered
 * alike for every key and opens nothing. */
static int
on_key(ssh_session session, const char *user, struct ssh_key_struct *key, char state, void *data)
{
	struct door_auth a = { .kind = state == SSH_PUBLICKEY_STATE_VALID ? AUTH_KEY :
		state == SSH_PUBLICKEY_STATE_NONE ? AUTH_KEY_OFFER : AUTH_OTHER };
	char *text = NULL;

	(void)session;
	if (ssh_pki_export_pubkey_base64(key, &text) == SSH_OK)
		a.size = decode(text, a.u.key, sizeof(a.u.key));
	ssh_string_free_char(text);
	if (a.size == 0)
		a.kind = AUTH_OTHER;
	return simple(data, user, &a);
}

/* The answers of the client into a; false: not as many as were asked, or too long. */
static bool
take_replies(struct net *n, struct door_auth *a)
{
	int count = ssh_userauth_kbdint_getnanswers(n->session);

	if (count < 0 || count > DOOR_PROMPTS)
		return false;
	for (int i = 0; i < count; i++) {
		const char *text = ssh_userauth_kbdint_getanswer(n->session, (unsigned)i);

		if (text == NULL || strlen(text) >= DOOR_SECRET)
			return false;
		memcpy(a->u.answer[i], text, strlen(text) + 1);
	}
	a->size = (uint32_t)count;
	return true;
}

static void
prompt(struct net *n, ssh_message message, const struct door_answer *a)
{
	const char *texts[DOOR_PROMPTS] = { NULL };
	char echo[DOOR_PROMPTS] = { 0 };

	for (uint32_t i = 0; i < a->prompts; i++) {
		texts[i] = a->prompt[i];
		echo[i] = (char)(a->echo[i] != 0);
	}
	n->talking = true;
	if (ssh_message_auth_interactive_request(message, "", a->instruction, a->prompts, texts,
	    echo) != SSH_OK)
		n->broken = true;
}

/* Keyboard-interactive: returns 0 when answered, 1 for the refusal that libssh writes. */
static int
talk(struct net *n, ssh_message message)
{
	struct door_auth a = { .kind = AUTH_TALK };
	struct door_answer answer = { 0 };
	bool reply = ssh_message_auth_kbdint_is_response(message) != 0;
	int r;

	/* An answer that nobody asked for, too many, too long: a failure that counts. */
	if (reply && (!n->talking || !take_replies(n, &a)))
		a.kind = AUTH_OTHER;
	else if (reply)
		a.kind = AUTH_REPLY;
	n->talking = false;
	if (reply)
		str_copy(a.user, sizeof(a.user), n->user);
	else if (!take_user(n, &a, ssh_message_auth_user(message)))
		return 1;
	ask(n, &a, &answer);
	secret_wipe(&a, sizeof(a));
	if (answer.kind == ANSWER_PROMPT) {
		prompt(n, message, &answer);
		return 0;
	}
	r = verdict(n, &answer);
	secret_wipe(&answer, sizeof(answer));
	if (r == SSH_AUTH_DENIED)
		return 1;
	(void)ssh_message_auth_reply_success(message, r == SSH_AUTH_PARTIAL);
	return 0;
}

int
net_on_message(ssh_session session, ssh_message message, void *data)
{
	struct net *n = data;
	struct door_auth a = { .kind = AUTH_OTHER };

	(void)session;
	if (n->broken)
		return 1;
	if (ssh_message_type(message) != SSH_REQUEST_AUTH)
		return 1;		/* forwarding, second channels, ...: refused */
	if (n->state != NET_SIGNING_IN)
		return 1;
	if (ssh_message_subtype(message) == SSH_AUTH_METHOD_INTERACTIVE)
		return talk(n, message);
	/* hostbased, gssapi and what nobody knows */
	(void)simple(n, ssh_message_auth_user(message), &a);
	return 1;
}

void
net_auth_prepare(struct net *n)
{
	n->server_calls = (struct ssh_server_callbacks_struct) {
		.userdata = n,
		.auth_none_function = on_none,
		.auth_password_function = on_password,
		.auth_pubkey_function = on_key,
		.channel_open_request_session_function = net_on_channel,
	};
	ssh_callbacks_init(&n->server_calls);
	(void)ssh_set_server_callbacks(n->session, &n->server_calls);
	ssh_set_message_callback(n->session, net_on_message, n);
	ssh_set_auth_methods(n->session, methods_of(METHOD_PASSWORD | METHOD_KEY | METHOD_TALK));
}
