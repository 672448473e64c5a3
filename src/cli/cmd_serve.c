/* quen serve: SSH sign-in to this shop, by the parts of src/access. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/host_key.h"
#include "access/supervisor.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "cli/serve_conf.h"

#define NET_USER "quen-net"

const struct option_def serve_options[] = {
	{ "port", 0, "N", N_("Listen on this port (2222); 0 takes any free one") },
	{ "listen", 0, "ADDR", N_("Listen on this address only; may be said more than once") },
	{ "no-worker", 0, NULL, N_("Without scheduled work") },
	{ 0 }
};

/* What is found out before anything starts. */
struct serve {
	struct door_config config;
	struct serve_conf conf;
	int sockets[SUPERVISOR_SOCKETS];
	size_t nsockets;
	int host_key;
	char fingerprint[DOOR_TEXT], where[DOOR_PEER];
};

static enum err
place(char *to, const char *folder, const char *name, struct err_note *note)
{
	if (strlen(folder) + strlen(name) + 2 > DOOR_TEXT)
		return err_set(note, ERR_LIMIT, "home", _("The path is too long."));
	memcpy(to, folder, strlen(folder));
	to[strlen(folder)] = '/';
	memcpy(to + strlen(folder) + 1, name, strlen(name) + 1);
	return ERR_OK;
}

/* The folders of DESIGN 1; with a home all of them are in it. */
static enum err
find_places(struct serve *s, const char *home, struct err_note *note)
{
	struct door_config *c = &s->config;
	char whole[PATH_MAX] = "";
	bool own = !str_empty(home);
	enum err e;

	if (own && realpath(home, whole) == NULL)
		return err_set(note, ERR_NOTFOUND, "home",
		    _("There is no store here. Make one first: quen init"));
	if (strlen(whole) >= sizeof(c->home))
		return err_set(note, ERR_LIMIT, "home", _("The path is too long."));
	str_copy(c->home, sizeof(c->home), whole);
	if ((e = own ? place(c->config_dir, whole, "etc", note) :
	    place(c->config_dir, QUEN_SYSCONFDIR, ".", note)) != ERR_OK ||
	    (e = own ? place(c->run_dir, whole, "run", note) :
	    place(c->run_dir, "/run", "quen", note)) != ERR_OK ||
	    (e = own ? place(c->state_dir, whole, "auth", note) :
	    place(c->state_dir, QUEN_STATEDIR "-auth", ".", note)) != ERR_OK)
		return e;
	if (!own) {	/* without the "/." that place() needed; what root keeps is not in a folder
			 * that is somebody else's */
		c->config_dir[strlen(c->config_dir) - 2] = '\0';
		c->state_dir[strlen(c->state_dir) - 2] = '\0';
	}
	return place(c->host_key, c->config_dir, "ssh/host_ed25519", note);
}

/* Root serves as others: sessions as the owner of the store, what reads the network as a user
 * who owns nothing. An ordinary user serves as itself, in the same sandbox. */
static enum err
find_users(struct serve *s, const char *db, struct err_note *note)
{
	struct door_config *c = &s->config;
	const struct passwd *net;
	struct stat st;

	/* Not what a link leads to: root without capabilities does not see into generations. */
	if (lstat(db, &st) != 0)
		return err_set(note, ERR_NOTFOUND, "home",
		    _("There is no store here. Make one first: quen init"));
	if (geteuid() != 0) {
		if (st.st_uid == geteuid())
			return ERR_OK;
		return err_set(note, ERR_DENIED, "",
		    _("This store belongs to another user. Run the command as that user, or sign in over SSH."));
	}
	c->data_uid = st.st_uid;
	c->data_gid = st.st_gid;
	if (st.st_uid == 0)
		say(_("quen: this store belongs to root, so its sessions run as root. "
		    "For real work give it to a user of its own (doc/DOOR.md)."));
	if ((net = getpwnam(NET_USER)) == NULL) {
		say(_("quen: there is no user %s; what reads the network runs as nobody."), NET_USER);
		net = getpwnam("nobody");
	}
	if (net == NULL || net->pw_uid == 0)
		return err_set(note, ERR_CONFIG, "", _("There is no user for what reads the network."));
	c->net_uid = net->pw_uid;
	c->net_gid = net->pw_gid;
	return ERR_OK;
}

static enum err
make_folder(const char *path, mode_t mode, unsigned uid, unsigned gid, struct err_note *note)
{
	if (mkdir(path, mode) == 0 && chmod(path, mode) == 0 &&
	    (uid == 0 || chown(path, uid, gid) == 0))
		return ERR_OK;
	if (errno == EEXIST)
		return ERR_OK;
	return err_set(note, ERR_IO, "", _("The folder %s cannot be made: %s"), path, strerror(errno));
}

/* run/ is passed through by who may connect, auth/ is the broker's alone. */
static enum err
make_folders(const struct serve *s, struct err_note *note)
{
	const struct door_config *c = &s->config;
	enum err e;

	if ((e = make_folder(c->config_dir, 0755, c->data_uid, c->data_gid, note)) != ERR_OK ||
	    (e = make_folder(c->run_dir, 0755, c->data_uid, c->data_gid, note)) != ERR_OK)
		return e;
	return make_folder(c->state_dir, 0700, 0, 0, note);
}

static enum err
open_sockets(struct serve *s, const struct args *a, struct err_note *note)
{
	const char *address;
	long port;
	size_t i;
	enum err e = args_int(a, "port", 0, 65535, s->config.port, &port, note);

	if (e != ERR_OK)
		return e;
	s->nsockets = supervisor_inherited(s->sockets, SUPERVISOR_SOCKETS);
	if (s->nsockets > 0) {
		s->config.port = supervisor_port(s->sockets[0]);
		str_copy(s->where, sizeof(s->where), "systemd");
		return ERR_OK;
	}
	if (args_has(a, "listen"))
		s->conf.nlisten = 0;
	for (i = 0; i < SERVE_ADDRESSES && (address = args_nth(a, "listen", i)) != NULL; i++)
		str_copy(s->conf.listen[s->conf.nlisten++], DOOR_PEER, address);
	/* A shop under one's own folder is tried out: it is not open to the world by accident. */
	if (s->conf.nlisten == 0)
		str_copy(s->conf.listen[s->conf.nlisten++], DOOR_PEER,
		    s->config.home[0] != '\0' ? "127.0.0.1" : "");
	for (i = 0; i < s->conf.nlisten; i++) {
		int p = (int)port;

		e = supervisor_listen(s->conf.listen[i], &p, &s->sockets[i], note);
		if (e != ERR_OK)
			return e;
		s->nsockets++;
		s->config.port = p;
	}
	str_copy(s->where, sizeof(s->where), s->conf.listen[0]);
	return ERR_OK;
}

static void
on_ready(void *arg)
{
	const struct serve *s = arg;

	say(_("quen: serving on %s port %d (host key %s)"),
	    s->where[0] != '\0' ? s->where : _("all addresses"), (int)s->config.port,
	    s->fingerprint);
}

/* SIGHUP. Sockets stay as they are; what starts is decided at the start. */
static bool
reload(void *arg, struct door_config *fresh)
{
	const struct serve *s = arg;
	struct serve_conf conf = { .config = fresh };
	struct err_note note = { 0 };
	char path[DOOR_TEXT];

	serve_conf_preset(fresh);
	if (place(path, s->config.config_dir, "serve.conf", &note) != ERR_OK ||
	    serve_conf_read(&conf, path, s->config.data_uid, &note) != ERR_OK) {
		log_write(LOG_LEVEL_ERROR, "serve.conf was not taken, what held before still holds: %s",
		    note.text);
		return false;
	}
	fresh->port = s->config.port;
	fresh->worker = s->config.worker;
	log_write(LOG_LEVEL_WARN, "serve.conf was read anew; a port or address in it needs a restart");
	return true;
}

static enum err
prepare(struct serve *s, struct cli *c, const struct args *a, struct err_note *note)
{
	const char *home = str_empty(c->home) ? getenv("QUEN_HOME") : c->home;
	char path[DOOR_TEXT];
	enum err e;

	s->conf.config = &s->config;
	serve_conf_preset(&s->config);
	s->config.test = str_eq(getenv("QUEN_TEST"), "1");
	if ((e = find_places(s, home, note)) != ERR_OK ||
	    (e = find_users(s, c->paths.db, note)) != ERR_OK ||
	    (e = place(path, s->config.config_dir, "serve.conf", note)) != ERR_OK ||
	    (e = serve_conf_read(&s->conf, path, s->config.data_uid, note)) != ERR_OK)
		return e;
	if (args_has(a, "no-worker"))
		s->config.worker = 0;
	if ((e = make_folders(s, note)) != ERR_OK ||
	    (e = host_key_open(s->config.host_key, &s->host_key, s->fingerprint,
	    sizeof(s->fingerprint), note)) != ERR_OK)
		return e;
	return open_sockets(s, a, note);
}

int
cmd_serve(struct cli *c, const struct args *a)
{
	struct serve s = { .host_key = -1 };
	struct err_note note = { 0 };
	enum err e = prepare(&s, c, a, &note);
	int status;

	if (e == ERR_OK)
		status = supervisor_run(&(struct supervisor_start) { .config = &s.config,
		    .sockets = s.sockets, .nsockets = s.nsockets, .host_key = s.host_key,
		    .ready = on_ready, .reload = reload, .arg = &s });
	else
		status = say_failed(c, e, &note);
	for (size_t i = 0; i < s.nsockets; i++)
		close(s.sockets[i]);
	if (s.host_key >= 0)
		close(s.host_key);
	return status;
}
