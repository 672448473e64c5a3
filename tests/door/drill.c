/* TRUST E4: a net that an attacker has taken over. This is quen-net itself, but when the client's
 * first bytes are "DRILL GOAL ...", what runs from there on is the attack, with the descriptors of
 * a real net and inside its sandbox. drill.py starts `quen serve` with this in the place of
 * quen-net and says the goals; the answer to each is a line "won HOW" or "failed ATTEMPTS".
 *
 *   DRILL GOAL DB HOST_KEY RUN_DIR VICTIM_PID USER PASSWORD VICTIM [TICKET]\n */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#include "access/net_part.h"
#include "access/sandbox_part.h"
#include "base/secret.h"
#include "base/str.h"

struct drill {
	char goal[16], db[256], host_key[256], run_dir[256], user[64], password[64], victim[64];
	char ticket[2 * DOOR_TICKET + 1];
	int pid;
	int attempts;
	char won[128];
};

static void
say(const char *fmt, ...)
{
	char line[256];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (n > 0)
		(void)!write(NET_SOCKET, line, (size_t)n);
}

/* What came of an attempt: anything but -1 is a success. */
static void
try(struct drill *d, const char *what, long r)
{
	d->attempts++;
	if (r != -1 && d->won[0] == '\0')
		snprintf(d->won, sizeof(d->won), "%s", what);
}

static long
open_it(const char *path, const char *more, int flags)
{
	char whole[600];

	snprintf(whole, sizeof(whole), "%s%s", path, more);
	return open(whole, flags | O_CLOEXEC, 0600);
}

static void
goal_store(struct drill *d)
{
	try(d, "read the store", open_it(d->db, "", O_RDONLY));
	try(d, "write the store", open_it(d->db, "", O_RDWR));
	try(d, "its write-ahead log", open_it(d->db, "-wal", O_RDWR));
	try(d, "the key of codes", open_it(d->db, ".key", O_RDONLY));
	try(d, "truncate", truncate(d->db, 0));
	try(d, "unlink", unlink(d->db));
	try(d, "rename", rename(d->db, "/tmp/stolen"));
	try(d, "link", link(d->db, "/tmp/stolen"));
	try(d, "chown", chown(d->db, geteuid(), getegid()));
	try(d, "mknod", mknod("/tmp/quen-drill", S_IFREG | 0600, 0));
	if (SANDBOX_LOOSE)
		return;		/* Landlock knows neither of these */
	try(d, "path only", open_it(d->db, "", O_PATH));
	try(d, "chmod", chmod(d->db, 0666));
}

static void
goal_files(struct drill *d)
{
	static const char *const files[] = { "/etc/shadow", "/etc/passwd", "/proc/self/environ",
		"/proc/self/maps", "/proc/1/environ", "/dev/mem", "/dev/null", "/tmp", "/" };
	char byte;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		try(d, files[i], open_it(files[i], "", O_RDONLY));
	try(d, "the host key", open_it(d->host_key, "", O_RDONLY));
	try(d, "the folder of sockets", open_it(d->run_dir, "", O_RDONLY | O_DIRECTORY));
	try(d, "a new file", open_it("/tmp/quen-drill", "", O_WRONLY | O_CREAT));
	try(d, "the descriptor of the host key", read(NET_HOST_KEY, &byte, 1));
	try(d, "a descriptor too many", fcntl(NET_HOST_KEY + 1, F_GETFD));
	try(d, "chroot", chroot("/tmp"));
	try(d, "openat2", syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", NULL, 24));
}

static void
goal_run(struct drill *d)
{
	char *argv[] = { "sh", NULL };
	void *code;

	try(d, "execve", execve("/bin/sh", argv, NULL));
	try(d, "execveat", syscall(SYS_execveat, AT_FDCWD, "/bin/sh", argv, NULL, 0));
	try(d, "clone3", syscall(SYS_clone3, NULL, 0));
	try(d, "unshare", unshare(CLONE_NEWUSER));
	try(d, "become root", setuid(0));
	if (SANDBOX_LOOSE)
		return;		/* a sanitizer needs what follows */
	try(d, "memfd", memfd_create("x", 0));
	try(d, "fork", syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, 0));
	code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	try(d, "memory that runs", code == MAP_FAILED ? -1 : 0);
	code = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	try(d, "memory made to run", mprotect(code, 4096, PROT_READ | PROT_EXEC));
	try(d, "another mask of seccomp", syscall(SYS_seccomp, 0, 0, NULL));
	try(d, "more rights", syscall(SYS_prctl, 38, 0, 0, 0, 0));	/* PR_SET_NO_NEW_PRIVS off */
}

static void
goal_sockets(struct drill *d)
{
	static const int families[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK };
	static const char *const names[] = { "identity.sock", "keeper.sock" };
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	struct sockaddr off = { .sa_family = AF_UNSPEC };
	int pair[2];

	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		try(d, "a socket", socket(families[i], SOCK_STREAM, 0));
	try(d, "a pair of sockets", SANDBOX_LOOSE ? -1 : socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	for (size_t i = 0; i < 2; i++) {
		snprintf(un.sun_path, sizeof(un.sun_path), "%.80s/%s", d->run_dir, names[i]);
		for (int fd = NET_CONTROL; fd <= NET_KEEPER && !SANDBOX_LOOSE; fd++)
			try(d, names[i], connect(fd, (struct sockaddr *)&un, sizeof(un)));
	}
	if (SANDBOX_LOOSE)
		return;
	try(d, "another peer for the socket", connect(NET_SOCKET, &off, sizeof(off)));
	try(d, "bind", bind(NET_SOCKET, &off, sizeof(off)));
	try(d, "listen", listen(NET_SOCKET, 5));
	try(d, "accept", accept(NET_SOCKET, NULL, NULL));
}

/* One question to the broker; kind 0: it closed. */
static struct door_answer
ask(const char *user, struct door_auth *a)
{
	struct pollfd p = { NET_BROKER, POLLIN, 0 };
	union door_message m;
	int fd;

	memset(&m, 0, sizeof(m));
	str_copy(a->user, sizeof(a->user), user);
	if (door_send(NET_BROKER, DOOR_AUTH, a, -1) != ERR_OK || poll(&p, 1, 8000) <= 0 ||
	    door_receive(NET_BROKER, &m, &fd) != ERR_OK)
		m.answer.kind = 0;
	return m.answer;
}

static struct door_answer
ask_password(const char *user, const char *password)
{
	struct door_auth a = { .kind = AUTH_PASSWORD };

	str_copy(a.u.secret, sizeof(a.u.secret), password);
	return ask(user, &a);
}

static void
try_answer(struct drill *d, const char *what, struct door_answer a)
{
	try(d, what, a.kind == ANSWER_SUCCESS || a.kind == ANSWER_PARTIAL ? 0 : -1);
}

/* Signs in as the user whose password the attacker has; then as somebody else. */
static void
goal_other_user(struct drill *d)
{
	static const unsigned char type[] = "\0\0\0\013ssh-ed25519\0\0\0\040";
	struct door_auth a;
	struct door_answer mine;

	if (strcmp(d->goal, "user-mine") == 0) {
		mine = ask_password(d->user, d->password);
		if (mine.kind != ANSWER_SUCCESS)
			say("the drill itself is broken: own sign-in gave %u\n", mine.kind);
		try_answer(d, "somebody else after the own sign-in", ask_password(d->victim, "x"));
		a = (struct door_auth) { .kind = AUTH_REPLY, .size = 1 };
		try_answer(d, "a reply after that", ask(d->victim, &a));
		return;
	}
	a = (struct door_auth) { .kind = AUTH_REPLY, .size = 1 };
	try_answer(d, "an answer to nothing", ask(d->victim, &a));
	a = (struct door_auth) { .kind = AUTH_KEY, .size = sizeof(type) - 1 + 32 };
	memcpy(a.u.key, type, sizeof(type) - 1);
	memset(a.u.key + sizeof(type) - 1, 7, 32);
	try_answer(d, "a key that nobody has", ask(d->victim, &a));
	a.kind = AUTH_KEY_OFFER;
	try_answer(d, "an offer", ask(d->victim, &a));
	a = (struct door_auth) { .kind = AUTH_NONE };
	try_answer(d, "nothing", ask(d->victim, &a));
	for (int i = 0; i < 20; i++)
		try_answer(d, "a guess", ask_password(d->victim, d->password));
}

/* Says that the victim's key, which the attacker has read somewhere, is verified; then guesses at
 * the code that may be asked for besides. The key's bytes come where a ticket does otherwise. */
static void
goal_claim(struct drill *d)
{
	static const unsigned char type[] = "\0\0\0\013ssh-ed25519\0\0\0\040";
	struct door_auth a = { .kind = AUTH_KEY, .size = sizeof(type) - 1 + 32 };
	struct door_answer r;

	memcpy(a.u.key, type, sizeof(type) - 1);
	for (size_t i = 0; i < 32; i++)
		(void)sscanf(d->ticket + 2 * i, "%2hhx", &a.u.key[sizeof(type) - 1 + i]);
	r = ask(d->victim, &a);
	try(d, "the claim alone", r.kind == ANSWER_SUCCESS ? 0 : -1);
	for (int i = 0; i < 4 && r.kind != ANSWER_SUCCESS && r.kind != 0; i++) {
		a = (struct door_auth) { .kind = AUTH_TALK };
		r = ask(d->victim, &a);
		if (r.kind == ANSWER_PROMPT) {
			a = (struct door_auth) { .kind = AUTH_REPLY, .size = 1 };
			str_copy(a.u.secret, sizeof(a.u.secret), i % 2 == 0 ? "123456" : "");
			r = ask(d->victim, &a);
		}
		try(d, "the claim and a guess", r.kind == ANSWER_SUCCESS ? 0 : -1);
	}
}

/* Opens a session with a ticket; what the command says goes to the client's eye. */
static long
open_with(const struct door_open *open)
{
	struct pollfd p = { NET_KEEPER, POLLIN, 0 };
	struct door_open o = *open;
	union door_message m;
	int fd, status = -1;

	str_copy(o.command, sizeof(o.command), "export user --plain");
	if (door_send(NET_KEEPER, DOOR_OPEN, &o, -1) != ERR_OK)
		return -1;
	while (poll(&p, 1, 8000) > 0 && door_receive(NET_KEEPER, &m, &fd) == ERR_OK) {
		if (m.head.type == DOOR_EXIT)
			status = m.exit.status;
		if (m.head.type == DOOR_EXIT ||
		    (m.head.type == DOOR_OPENED && m.opened.result == OPEN_REFUSED))
			break;
	}
	return status == 0 ? 0 : -1;
}

static void
goal_ticket(struct drill *d)
{
	struct door_open o = { .cols = 80 };
	struct door_answer mine;

	str_copy(o.user, sizeof(o.user), d->victim);
	if (strcmp(d->goal, "ticket-random") == 0) {
		secret_random(o.ticket, sizeof(o.ticket));
		try(d, "a random ticket", open_with(&o));
	} else if (strcmp(d->goal, "ticket-none") == 0) {
		try(d, "as quen attach", open_with(&o));
	} else if (strcmp(d->goal, "ticket-stolen") == 0) {
		for (size_t i = 0; i < DOOR_TICKET; i++)
			(void)sscanf(d->ticket + 2 * i, "%2hhx", &o.ticket[i]);
		try(d, "a ticket of another connection", open_with(&o));
	} else {
		/* The own one; the words beside it name another user. */
		mine = ask_password(d->user, d->password);
		if (strcmp(d->goal, "ticket-show") == 0) {
			char hex[2 * DOOR_TICKET + 1];

			for (size_t i = 0; i < DOOR_TICKET; i++)
				snprintf(hex + 2 * i, 3, "%02x", mine.ticket[i]);
			say("ticket %s\n", hex);
			(void)poll(NULL, 0, 4000);
			return;
		}
		memcpy(o.ticket, mine.ticket, sizeof(o.ticket));
		try(d, "the own ticket for another user", open_with(&o));
		try(d, "the own ticket once more", open_with(&o));
	}
}

static void
goal_other_connection(struct drill *d)
{
	char path[64], byte;
	struct iovec local = { &byte, 1 }, remote = { d, 1 };

	try(d, "ptrace", ptrace(PTRACE_ATTACH, d->pid, NULL, NULL));
	try(d, "seize", ptrace(PTRACE_SEIZE, d->pid, NULL, NULL));
	try(d, "process_vm_readv", process_vm_readv(d->pid, &local, 1, &remote, 1, 0));
	try(d, "process_vm_writev", process_vm_writev(d->pid, &local, 1, &remote, 1, 0));
	try(d, "pidfd_open", syscall(SYS_pidfd_open, d->pid, 0));
	try(d, "pidfd_getfd", syscall(SYS_pidfd_getfd, 0, NET_SOCKET, 0));
	try(d, "kcmp", syscall(SYS_kcmp, getpid(), d->pid, 0, 0, 0));
	for (int i = 0; i < 3; i++) {
		static const char *const what[] = { "mem", "fd/4", "maps" };

		snprintf(path, sizeof(path), "/proc/%d/%s", d->pid, what[i]);
		try(d, path, open_it(path, "", O_RDONLY));
	}
	/* Descriptors that were forgotten in this process. */
	for (int fd = NET_HOST_KEY; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) != -1)
			try(d, "an inherited descriptor", fd);
}

static void
stay(struct drill *d)
{
	(void)d;
	for (;;)
		(void)poll(NULL, 0, 1000);
}

/* Signals, limits of others; nonsense on every link. */
static void
goal_harm(struct drill *d)
{
	static const int links[] = { NET_CONTROL, NET_BROKER, NET_KEEPER };
	struct rlimit none = { 0, 0 };
	unsigned char bytes[DOOR_DATA];

	try(d, "kill", kill(d->pid, SIGKILL));
	try(d, "kill the listener", kill(getppid(), SIGKILL));
	try(d, "kill all", kill(-1, SIGKILL));
	try(d, "tgkill", syscall(SYS_tgkill, d->pid, d->pid, SIGKILL));
	try(d, "a limit", SANDBOX_LOOSE ? -1 : prlimit(d->pid, RLIMIT_CPU, &none, NULL));
	try(d, "its pace", SANDBOX_LOOSE ? -1 : setpriority(PRIO_PROCESS, (id_t)d->pid, 19));
	say("alive %s\n", d->won);
	for (int i = 0; i < 3; i++)
		(void)fcntl(links[i], F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 3000; i++) {
		union door_message m;
		enum err e;

		secret_random(bytes, 64);
		memset(&m, 0, sizeof(m));
		if (i % 2 == 0) {
			(void)send(links[i / 2 % 3], bytes, (size_t)(i % 64), MSG_NOSIGNAL);
			continue;
		}
		/* What other parts say, with other connections' numbers. */
		m.head.type = (uint32_t)(i / 2 % DOOR_SUBJECT + 1);
		memcpy((char *)&m + sizeof(m.head), bytes, 32);
		e = door_send(links[i / 3 % 3], (enum door_type)m.head.type, &m, -1);
		(void)e;
	}
}

static void
attack(struct drill *d)
{
	static const struct { const char *name; void (*run)(struct drill *d); } goals[] = {
		{ "store", goal_store }, { "files", goal_files }, { "run", goal_run },
		{ "sockets", goal_sockets }, { "user", goal_other_user }, { "claim", goal_claim }, { "ticket", goal_ticket },
		{ "connection", goal_other_connection }, { "harm", goal_harm },
		{ "stay", stay },
	};

	for (size_t i = 0; i < sizeof(goals) / sizeof(goals[0]); i++)
		if (str_starts(d->goal, goals[i].name)) {
			goals[i].run(d);
			if (d->won[0] != '\0')
				say("won %s\n", d->won);
			else
				say("failed %d\n", d->attempts);
		}
}

/* libssh's own comes after this one: net calls it once it is shut in. */
int
ssh_handle_key_exchange(ssh_session session)
{
	static int (*real)(ssh_session);
	struct pollfd p = { NET_SOCKET, POLLIN, 0 };
	struct drill d = { .attempts = 0 };
	char line[1500] = "";
	ssize_t n = 0;

	if (session == NULL || real == NULL) {
		void *at = dlsym(RTLD_NEXT, "ssh_handle_key_exchange");

		memcpy(&real, &at, sizeof(real));
		if (session == NULL)
			return SSH_ERROR;
	}
	while (n < 6 && poll(&p, 1, 3000) > 0)
		if ((n = recv(NET_SOCKET, line, sizeof(line) - 1, MSG_PEEK | MSG_DONTWAIT)) <= 0)
			break;
	if (!str_starts(line, "DRILL "))
		return real(session);
	if (sscanf(line, "DRILL %15s %255s %255s %255s %d %63s %63s %63s %64s", d.goal, d.db, d.host_key,
	    d.run_dir, &d.pid, d.user, d.password, d.victim, d.ticket) >= 8) {
		(void)recv(NET_SOCKET, line, (size_t)n, 0);
		attack(&d);
	}
	return SSH_ERROR;
}

int
main(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	(void)ssh_handle_key_exchange(NULL);	/* found while there are files */
	return secret_init() == ERR_OK ? net_main() : 71;
}
