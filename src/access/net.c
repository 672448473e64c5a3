/* net: one process a connection, with nothing but four descriptors once it is shut in. */
#include "access/net_part.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "access/host_key.h"
#include "access/sandbox.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/secret.h"

#define SECOND_US INT64_C(1000000)
#define DEAD_US(every) (3 * (every) + SECOND_US)	/* three questions without an answer */

/* Nothing but what OpenSSH's own defaults prefer and every client of the last ten years has.
 * No Diffie-Hellman groups (moduli are read from files), no CBC, no SHA-1, no compression. */
static const struct { enum ssh_bind_options_e option; const char *value; } pinned[] = {
	{ SSH_BIND_OPTIONS_BANNER, "Quen" },
	{ SSH_BIND_OPTIONS_HOSTKEY_ALGORITHMS, "ssh-ed25519" },
	{ SSH_BIND_OPTIONS_KEY_EXCHANGE,
	    "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256" },
	{ SSH_BIND_OPTIONS_CIPHERS_C_S,
	    "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr" },
	{ SSH_BIND_OPTIONS_CIPHERS_S_C,
	    "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr" },
	{ SSH_BIND_OPTIONS_HMAC_C_S,
	    "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256" },
	{ SSH_BIND_OPTIONS_HMAC_S_C,
	    "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256" },
	{ SSH_BIND_OPTIONS_PUBKEY_ACCEPTED_KEY_TYPES,
	    "ssh-ed25519,sk-ssh-ed25519@openssh.com,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,"
	    "ecdsa-sha2-nistp521,sk-ecdsa-sha2-nistp256@openssh.com,rsa-sha2-512,rsa-sha2-256" },
};

static bool
begin_session(struct net *n)
{
	static const bool no = false;
	ssh_bind bind = ssh_bind_new();
	ssh_key key = host_key_read(NET_HOST_KEY);
	bool ok = bind != NULL && key != NULL && (n->session = ssh_new()) != NULL;

	/* First of all: it decides whether /etc is read. */
	ok = ok && ssh_bind_options_set(bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &no) == SSH_OK;
	for (size_t i = 0; ok && i < sizeof(pinned) / sizeof(pinned[0]); i++)
		ok = ssh_bind_options_set(bind, pinned[i].option, pinned[i].value) == SSH_OK;
	if (ok && ssh_bind_options_set(bind, SSH_BIND_OPTIONS_IMPORT_KEY, key) == SSH_OK)
		key = NULL;		/* taken */
	else
		ok = false;
	ok = ok && ssh_bind_accept_fd(bind, n->session, NET_SOCKET) == SSH_OK &&
	    ssh_options_set(n->session, SSH_OPTIONS_COMPRESSION_C_S, "none") == SSH_OK &&
	    ssh_options_set(n->session, SSH_OPTIONS_COMPRESSION_S_C, "none") == SSH_OK &&
	    (n->event = ssh_event_new()) != NULL;
	ssh_key_free(key);
	ssh_bind_free(bind);
	if (!ok)
		return false;
	ssh_set_blocking(n->session, 0);
	net_auth_prepare(n);
	return true;
}

static int
ms_until(int64_t by_us)
{
	int64_t now = clock_mono_us();

	return by_us <= now ? 0 : (int)((by_us - now) / 1000) + 1;
}

static short
session_events(const struct net *n)
{
	return (short)(POLLIN | (ssh_get_poll_flags(n->session) & SSH_WRITE_PENDING ? POLLOUT : 0));
}

/* Nothing when there is nothing to say and no room to listen: even the link's end waits. */
static short
keeper_events(const struct net *n)
{
	if (n->state < NET_CHANNEL || n->keeper_gone)
		return 0;
	return (short)((net_has_room(n) ? POLLIN : 0) |
	    (n->input_waits || n->window_waits ? POLLOUT : 0));
}

/* Keys, before the deadline and while the listener lives. */
static bool
exchange_keys(struct net *n)
{
	int64_t by = n->began_us + n->config.kex_seconds * SECOND_US;
	int r;

	while ((r = ssh_handle_key_exchange(n->session)) == SSH_AGAIN) {
		struct pollfd p[] = {
			{ .fd = NET_SOCKET, .events = session_events(n) },
			{ .fd = NET_CONTROL, .events = POLLIN },
		};
		int left = ms_until(by);

		if (left == 0 || (poll(p, 2, left) < 0 && errno != EINTR) || p[1].revents != 0)
			return false;
	}
	return r == SSH_OK;
}

/* Asks a client that is silent; false: it has been dead for three questions. */
static bool
keep_alive(struct net *n, int64_t now_us)
{
	int64_t every = n->config.keepalive_seconds * SECOND_US;

	if (every == 0)
		return true;
	if (now_us - n->heard_us > DEAD_US(every))
		return false;
	if (now_us - n->heard_us >= every && now_us - n->asked_us >= every) {
		n->asked_us = now_us;
		(void)ssh_send_keepalive(n->session);
	}
	return true;
}

static int64_t
next_time(const struct net *n)
{
	int64_t every = n->config.keepalive_seconds * SECOND_US, ask, dead;

	if (n->state == NET_SIGNING_IN)
		return n->began_us + n->config.auth_seconds * SECOND_US;
	if (n->state == NET_LEAVING)
		return n->leave_by_us;
	ask = (n->asked_us > n->heard_us ? n->asked_us : n->heard_us) +
	    (every == 0 ? 60 * SECOND_US : every);
	dead = n->heard_us + DEAD_US(every) + 1;
	return every > 0 && dead < ask ? dead : ask;
}

/* The listener speaks to nobody who has signed in: its end ends only strangers. */
static void
look_at_control(struct net *n, short revents, bool *watch)
{
	if (revents == 0)
		return;
	*watch = false;
	if (n->state == NET_SIGNING_IN)
		n->broken = true;
}

/* One turn: waits, lets libssh work, moves bytes. false: the connection is over. */
static bool
turn(struct net *n, bool *control)
{
	struct pollfd p[] = {
		{ .fd = NET_SOCKET, .events = session_events(n) },
		{ .fd = *control ? NET_CONTROL : -1, .events = POLLIN },
		{ .fd = keeper_events(n) != 0 ? NET_KEEPER : -1, .events = keeper_events(n) },
	};
	int64_t now;

	if (poll(p, 3, ms_until(next_time(n))) < 0 && errno != EINTR)
		return false;
	now = clock_mono_us();
	if (p[0].revents & (POLLIN | POLLHUP | POLLERR))
		n->heard_us = now;
	if (p[0].revents != 0 && ssh_event_dopoll(n->event, 0) == SSH_ERROR)
		return false;
	look_at_control(n, p[1].revents, control);
	if (p[2].revents & (POLLIN | POLLHUP | POLLERR))
		net_from_keeper(n);
	net_pump(n);
	if (n->broken || !ssh_is_connected(n->session))
		return false;
	if (n->state == NET_SIGNING_IN)
		return now < n->began_us + n->config.auth_seconds * SECOND_US;
	if (n->state == NET_LEAVING)
		return now < n->leave_by_us;
	return keep_alive(n, now);
}

static enum err
begin(struct net *n, struct err_note *note)
{
	enum err e = door_config_read(&n->config, note);

	if (e != ERR_OK)
		return e;
	/* libssh and OpenSSL read their files here, while there still are files. */
	if (ssh_init() != SSH_OK || !begin_session(n))
		return err_set(note, ERR_CONFIG, "", "libssh does not start");
	close(NET_HOST_KEY);
	(void)fcntl(NET_KEEPER, F_SETFL, O_NONBLOCK);
	return sandbox_enter(SANDBOX_NET, NULL, 0, note);
}

static void
serve(struct net *n)
{
	struct door_head ready;
	bool control = true;

	if (!exchange_keys(n) || ssh_event_add_session(n->event, n->session) != SSH_OK)
		return;
	n->heard_us = n->asked_us = clock_mono_us();
	if (door_send(NET_CONTROL, DOOR_READY, &ready, -1) != ERR_OK)
		return;
	while (turn(n, &control))
		;
	if (!n->keeper_gone && n->state >= NET_OPENING) {
		struct door_head gone;

		/* Its end says the same when this does not fit. */
		if (door_send(NET_KEEPER, DOOR_GONE, &gone, -1) != ERR_OK)
			n->keeper_gone = true;
	}
	ssh_disconnect(n->session);
}

int
net_main(void)
{
	struct net *n = xcalloc(1, sizeof(*n));
	struct err_note note = { 0 };
	enum err e;

	sandbox_start(NET_CONTROL + NET_FDS - 1);
	(void)signal(SIGPIPE, SIG_IGN);
	n->began_us = clock_mono_us();
	net_stream_init(n);
	if ((e = begin(n, &note)) == ERR_OK)
		serve(n);
	else
		log_write(LOG_LEVEL_ERROR, "net: %s", note.text);
	/* Freed for the tests' leak check; the process ends here anyway. */
	if (n->event != NULL)
		ssh_event_free(n->event);
	ssh_free(n->session);
	net_stream_fini(n);
	secret_wipe(n, sizeof(*n));
	free(n);
	return e == ERR_OK ? EX_OK : EX_CONFIG;
}
