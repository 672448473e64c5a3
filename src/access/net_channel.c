/* Requests about the one channel: a terminal, then a shell or a command; window sizes. All
 * else that SSH knows is refused: subsystems, forwarding, agents, X11, signals. */
#include "access/net_part.h"

#include <string.h>

#include "base/i18n.h"
#include "base/secret.h"
#include "base/str.h"

#define TERMINAL_MOST 500	/* columns or rows */

static bool
is_plain(const char *text, const char *more)
{
	for (; *text != '\0'; text++)
		if (!((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ||
		    (*text >= '0' && *text <= '9') || strchr(more, *text) != NULL))
			return false;
	return true;
}

static uint16_t
side(int cells, uint16_t otherwise)
{
	if (cells <= 0)
		return otherwise;
	return cells > TERMINAL_MOST ? TERMINAL_MOST : (uint16_t)cells;
}

static int
on_pty(ssh_session session, ssh_channel channel, const char *term, int cols, int rows, int width,
    int height, void *data)
{
	struct net *n = data;

	(void)session, (void)width, (void)height;
	if (channel != n->channel || n->has_pty || n->has_start)
		return -1;
	n->has_pty = true;
	/* The keeper has the list of terminals that are known; here only what a name may hold. */
	str_copy(n->open.term, sizeof(n->open.term), strlen(term) < sizeof(n->open.term) &&
	    term[0] != '\0' && is_plain(term, "-+.") ? term : "vt100");
	n->open.cols = side(cols, 80);
	n->open.rows = side(rows, 24);
	return 0;
}

static int
on_window(ssh_session session, ssh_channel channel, int cols, int rows, int width, int height,
    void *data)
{
	struct net *n = data;
	struct door_window w = { .cols = side(cols, 80), .rows = side(rows, 24) };

	(void)session, (void)width, (void)height;
	if (channel != n->channel || !n->has_pty)
		return -1;
	n->open.cols = w.cols;
	n->open.rows = w.rows;
	/* A full link loses a size in a storm of them; the last one is told after it. */
	if (n->state == NET_OPEN || n->state == NET_OPENING)
		n->window_waits = true;
	return 0;
}

/* Only the language, and a till's name as a hint. */
static int
on_env(ssh_session session, ssh_channel channel, const char *name, const char *value, void *data)
{
	struct net *n = data;

	(void)session;
	if (channel != n->channel || n->has_start || strlen(value) >= DOOR_TERM ||
	    !is_plain(value, "-_.@"))
		return -1;
	if (strcmp(name, "LANG") == 0)
		str_copy(n->open.lang, sizeof(n->open.lang), value);
	else if (strcmp(name, "LC_QUEN_TILL") == 0)
		str_copy(n->open.till, sizeof(n->open.till), value);
	else
		return -1;
	return 0;
}

static void
start(struct net *n)
{
	memcpy(n->open.ticket, n->ticket, sizeof(n->open.ticket));
	secret_wipe(n->ticket, sizeof(n->ticket));
	n->has_start = true;
	n->state = NET_OPENING;
	if (door_send(NET_KEEPER, DOOR_OPEN, &n->open, -1) != ERR_OK) {
		n->keeper_gone = true;
		net_tell(n, _("Quen is starting again. Try once more in a moment."));
		net_leave(n, 75);	/* EX_TEMPFAIL */
	}
	secret_wipe(n->open.ticket, sizeof(n->open.ticket));
}

static int
on_shell(ssh_session session, ssh_channel channel, void *data)
{
	struct net *n = data;

	(void)session;
	if (channel != n->channel || n->has_start)
		return -1;
	if (!n->has_pty) {
		n->has_start = true;
		net_tell(n, _("Quen needs a terminal: ssh -t"));
		net_leave(n, 64);	/* EX_USAGE */
		return 0;
	}
	start(n);
	return 0;
}

static int
on_exec(ssh_session session, ssh_channel channel, const char *command, void *data)
{
	struct net *n = data;

	(void)session;
	if (channel != n->channel || n->has_start || !n->config.commands ||
	    strlen(command) >= sizeof(n->open.command) || command[0] == '\0')
		return -1;
	memcpy(n->open.command, command, strlen(command) + 1);
	start(n);
	return 0;
}

static int
on_subsystem(ssh_session session, ssh_channel channel, const char *name, void *data)
{
	(void)session, (void)channel, (void)name, (void)data;
	return 1;
}

/* The end of what the client sends is not the end of the session: ssh -tt </dev/null. */
static void
on_eof(ssh_session session, ssh_channel channel, void *data)
{
	struct net *n = data;

	(void)session;
	if (channel == n->channel)
		n->client_eof = true;
}

static void
on_close(ssh_session session, ssh_channel channel, void *data)
{
	struct net *n = data;

	(void)session;
	if (channel == n->channel)
		n->broken = true;
}

ssh_channel
net_on_channel(ssh_session session, void *data)
{
	struct net *n = data;

	if (n->state != NET_CHANNEL || n->channel != NULL)
		return NULL;
	n->channel = ssh_channel_new(session);
	if (n->channel == NULL)
		return NULL;
	n->channel_calls = (struct ssh_channel_callbacks_struct) {
		.userdata = n,
		.channel_eof_function = on_eof,
		.channel_close_function = on_close,
		.channel_pty_request_function = on_pty,
		.channel_shell_request_function = on_shell,
		.channel_pty_window_change_function = on_window,
		.channel_exec_request_function = on_exec,
		.channel_env_request_function = on_env,
		.channel_subsystem_request_function = on_subsystem,
	};
	ssh_callbacks_init(&n->channel_calls);
	(void)ssh_set_channel_callbacks(n->channel, &n->channel_calls);
	return n->channel;
}
