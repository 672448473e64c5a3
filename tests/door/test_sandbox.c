/* TRUST E3: what a session, a net and a reader of strangers' files try once they are shut in.
 * Each call runs in a child of its own; all must fail, and what they need must work. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sched.h>
#include <unistd.h>

#include "access/sandbox.h"
#include "access/sandbox_part.h"

/* What the calls are aimed at; made before the sandbox. */
struct aim { pid_t other; char dir[32], secret[48], fresh[48]; };

static long
try_execve(const struct aim *a)
{
	char *argv[] = { "sh", "-c", "exit 0", NULL };

	(void)a;
	return execve("/bin/sh", argv, NULL);
}

static long
try_socket(const struct aim *a)
{
	(void)a;
	return socket(AF_PACKET, SOCK_RAW, 0);
}

static long
try_ptrace(const struct aim *a)
{
	return ptrace(PTRACE_ATTACH, a->other, NULL, NULL);
}

static long
try_vm_readv(const struct aim *a)
{
	char byte;
	struct iovec local = { &byte, 1 }, remote = { (void *)a, 1 };

	return process_vm_readv(a->other, &local, 1, &remote, 1, 0);
}

static long
try_kill(const struct aim *a)
{
	return kill(a->other, SIGTERM);
}

static long
try_truncate(const struct aim *a)
{
	return truncate(a->secret, 0);
}

static long
try_tiocsti(const struct aim *a)
{
	(void)a;
	/* Without a terminal ENOTTY is no proof: EPERM comes from the list alone. */
	if (ioctl(STDIN_FILENO, TIOCSTI, "x") == 0)
		return 0;
	return errno == EPERM ? -1 : 0;
}

static long
try_shadow(const struct aim *a)
{
	(void)a;
	return open("/etc/shadow", O_RDONLY | O_CLOEXEC);
}

static long
try_backup_key(const struct aim *a)
{
	return openat(AT_FDCWD, a->secret, O_RDONLY | O_CLOEXEC);
}

static long
try_mount(const struct aim *a)
{
	return mount("none", a->dir, "tmpfs", 0, NULL);
}

static long
try_unshare(const struct aim *a)
{
	(void)a;
	return unshare(CLONE_NEWUSER);
}

static long
try_io_uring(const struct aim *a)
{
	char params[256] = { 0 };

	(void)a;
	return syscall(SYS_io_uring_setup, 1, params);
}

static long
try_bpf(const struct aim *a)
{
	union bpf_attr attr;

	(void)a;
	memset(&attr, 0, sizeof(attr));
	attr.map_type = BPF_MAP_TYPE_ARRAY;
	attr.key_size = attr.value_size = 4;
	attr.max_entries = 1;
	return syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
}

static long
try_userfaultfd(const struct aim *a)
{
	(void)a;
	return syscall(SYS_userfaultfd, O_CLOEXEC);
}

static const struct { const char *name; long (*call)(const struct aim *a); } tries[] = {
	{ "execve", try_execve }, { "socket", try_socket }, { "ptrace", try_ptrace },
	{ "process_vm_readv", try_vm_readv }, { "kill", try_kill }, { "truncate", try_truncate },
	{ "TIOCSTI", try_tiocsti }, { "open shadow", try_shadow },
	{ "open a key of backups", try_backup_key }, { "mount", try_mount },
	{ "unshare", try_unshare }, { "io_uring_setup", try_io_uring }, { "bpf", try_bpf },
	{ "userfaultfd", try_userfaultfd },
};
#define TRIES (sizeof(tries) / sizeof(tries[0]))

static void
make_aim(struct aim *a)
{
	int fd;

	snprintf(a->dir, sizeof(a->dir), "/tmp/quen-sandbox-XXXXXX");
	assert_non_null(mkdtemp(a->dir));
	snprintf(a->secret, sizeof(a->secret), "%s/key", a->dir);
	snprintf(a->fresh, sizeof(a->fresh), "%s/fresh", a->dir);
	fd = open(a->secret, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "key", 3), 3);
	close(fd);
	a->other = fork();
	if (a->other == 0) {
		for (;;)
			pause();
	}
}

static void
drop_aim(const struct aim *a)
{
	assert_int_equal(kill(a->other, SIGKILL), 0);	/* it still lived */
	assert_int_equal(waitpid(a->other, NULL, 0), a->other);
	unlink(a->secret);
	unlink(a->fresh);
	rmdir(a->dir);
}

/* 0: denied; 1: it worked; 2: the sandbox itself did not take; else it died. */
static int
one(enum sandbox_role role, long (*call)(const struct aim *a), const struct aim *a)
{
	struct sandbox_path paths[] = { { "/usr/share", SANDBOX_READ } };
	struct err_note note;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (sandbox_enter(role, paths, 1, &note) != ERR_OK)
			_exit(2);
		_exit(call(a) == -1 ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void
all_denied(enum sandbox_role role)
{
	struct aim a;
	size_t denied = 0;

	make_aim(&a);
	for (size_t i = 0; i < TRIES; i++) {
		int r = one(role, tries[i].call, &a);

		if (r == 0)
			denied++;
		else
			print_message("# %s gave %d\n", tries[i].name, r);
	}
	drop_aim(&a);
	assert_int_equal(denied, 14);
}

static void
session_denies_fourteen_of_fourteen_E3(void **state)
{
	(void)state;
	all_denied(SANDBOX_SESSION);
}

static void
net_denies_fourteen_of_fourteen_E3(void **state)
{
	(void)state;
	all_denied(SANDBOX_NET);
}

static void
parse_denies_fourteen_of_fourteen_E3(void **state)
{
	(void)state;
	all_denied(SANDBOX_PARSE);
}

static void
identity_denies_fourteen_of_fourteen_E3(void **state)
{
	(void)state;
	all_denied(SANDBOX_IDENTITY);
}

/* It ends its own children, so signals are not on its list of what is denied: the kernel's rule
 * of users stands there. The rest as everywhere. */
static void
keeper_denies_all_but_signals_E3(void **state)
{
	struct aim a;
	size_t denied = 0;

	(void)state;
	make_aim(&a);
	for (size_t i = 0; i < TRIES; i++)
		if (strcmp(tries[i].name, "kill") != 0)
			denied += one(SANDBOX_KEEPER, tries[i].call, &a) == 0;
	drop_aim(&a);
	assert_int_equal(denied, 13);
}

/* A net has no files and no sockets at all, of no kind. */
static long
try_any_open(const struct aim *a)
{
	(void)a;
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static long
try_inet(const struct aim *a)
{
	(void)a;
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static long
try_unix(const struct aim *a)
{
	(void)a;
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static long
try_fork(const struct aim *a)
{
	pid_t pid;

	(void)a;
	pid = fork();
	if (pid == 0)
		_exit(0);
	return pid;
}

static void
net_opens_nothing_and_forks_nothing_E3(void **state)
{
	struct aim a = { 0 };

	(void)state;
	assert_int_equal(one(SANDBOX_NET, try_any_open, &a), 0);
	assert_int_equal(one(SANDBOX_NET, try_inet, &a), 0);
	assert_int_equal(one(SANDBOX_NET, try_unix, &a), 0);
	assert_int_equal(one(SANDBOX_KEEPER, try_any_open, &a), 0);
	assert_int_equal(one(SANDBOX_KEEPER, try_inet, &a), 0);
	assert_int_equal(one(SANDBOX_KEEPER, try_unix, &a), 0);
	if (!SANDBOX_LOOSE)
		assert_int_equal(one(SANDBOX_KEEPER, try_fork, &a), 0);
	if (!SANDBOX_LOOSE)
		assert_int_equal(one(SANDBOX_NET, try_fork, &a), 0);
}

static long
make_file(const struct aim *a)
{
	int fd = open(a->fresh, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	return fd >= 0 && write(fd, "x", 1) == 1 && ftruncate(fd, 0) == 0 && fsync(fd) == 0 ? 0 : -1;
}

/* In a child: SESSION with the folder writable. 0: the work can be done. */
static int
session_works(const struct aim *a)
{
	struct sandbox_path paths[] = { { a->dir, SANDBOX_WRITE }, { "/nowhere/at/all", SANDBOX_READ } };
	struct err_note note;
	char key[3];
	int fd;

	if (sandbox_enter(SANDBOX_SESSION, paths, 2, &note) != ERR_OK)
		return 2;
	if (make_file(a) != 0 || (fd = open(a->secret, O_RDONLY | O_CLOEXEC)) < 0 ||
	    read(fd, key, 3) != 3 || close(fd) != 0)
		return 3;
	if ((fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0)
		return 4;
	close(fd);
	if (rename(a->fresh, a->secret) != 0 || raise(SIGCONT) != 0)
		return 5;
	if (open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0)
		return 6;
	return open("/usr/share/zoneinfo", O_RDONLY | O_DIRECTORY | O_CLOEXEC) >= 0 ||
	    errno == ENOENT ? 0 : 7;
}

static void
session_keeps_what_it_works_with(void **state)
{
	struct aim a;
	int status;
	pid_t pid;

	(void)state;
	make_aim(&a);
	pid = fork();
	if (pid == 0)
		_exit(session_works(&a));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	drop_aim(&a);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(session_denies_fourteen_of_fourteen_E3),
		cmocka_unit_test(net_denies_fourteen_of_fourteen_E3),
		cmocka_unit_test(parse_denies_fourteen_of_fourteen_E3),
		cmocka_unit_test(identity_denies_fourteen_of_fourteen_E3),
		cmocka_unit_test(keeper_denies_all_but_signals_E3),
		cmocka_unit_test(net_opens_nothing_and_forks_nothing_E3),
		cmocka_unit_test(session_keeps_what_it_works_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
