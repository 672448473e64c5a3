/* seccomp: which system calls each role may make. A denied call fails with EPERM, so that a
 * library that only tries goes on; nothing that matters gets past it either way. */
#include "access/sandbox_part.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define DENY SCMP_ACT_ERRNO(EPERM)

/* What no part of Quen ever needs. execve stands apart: listener and launcher start this
 * program anew. */
static const char *const never[] = {
	"ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd",
	"pidfd_open", "kcmp", "mount", "umount", "umount2", "pivot_root", "chroot", "move_mount",
	"open_tree", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "unshare", "setns",
	"io_uring_setup", "io_uring_enter", "io_uring_register", "bpf", "userfaultfd",
	"perf_event_open", "keyctl", "add_key", "request_key", "init_module", "finit_module",
	"delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff", "acct",
	"quotactl", "settimeofday", "clock_settime", "clock_settime64", "adjtimex", "clock_adjtime",
	"clock_adjtime64", "sethostname", "setdomainname", "iopl", "ioperm", "personality", "syslog",
	"vhangup", "lookup_dcookie", "name_to_handle_at", "open_by_handle_at", "fanotify_init",
	"mknod", "mknodat", "execveat", NULL
};

/* Of roles that hold the business: signals only to itself (rules apart), files only shortened
 * through a descriptor. */
static const char *const never_in_session[] = {
	"execve", "truncate", "truncate64", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo",
	"pidfd_send_signal", "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid",
	"setgroups", "setfsuid", "setfsgid", "capset", "chown", "fchown", "lchown", "fchownat",
	NULL
};

/* All that net and parse do: descriptors they hold, memory, time. */
static const char *const strict[] = {
	"read", "readv", "pread64", "write", "writev", "close", "lseek", "_llseek", "fstat",
	"fstat64", "poll", "ppoll", "ppoll_time64", "recvmsg", "sendmsg", "recvfrom", "sendto",
	"recv", "send", "shutdown", "getsockopt", "getsockname", "getpeername",
	"brk", "munmap", "mremap", "madvise", "futex", "futex_time64",
	"clock_gettime", "clock_gettime64", "clock_getres", "gettimeofday", "time",
	"clock_nanosleep", "clock_nanosleep_time64", "nanosleep", "restart_syscall",
	"getrandom", "getpid", "gettid", "getuid", "geteuid", "getgid", "getegid", "sysinfo",
	"sched_yield", "sched_getaffinity",
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn", "sigaltstack",
	"exit", "exit_group", NULL
};

/* A keeper may besides: is a terminal described, who knocks, who of its children ended. */
static const char *const keeping[] = {
	"access", "faccessat", "faccessat2", "accept", "accept4", "kill", "wait4", "waitid", NULL
};

/* Names that this machine does not have are passed over: each is of some machine. */
static bool
add_all(scmp_filter_ctx f, uint32_t action, const char *const *names)
{
	for (; *names != NULL; names++) {
		int call = seccomp_syscall_resolve_name(*names), r;

		if (call == __NR_SCMP_ERROR)
			continue;
		r = seccomp_rule_add(f, action, call, 0);
		if (r != 0 && r != -EDOM)
			return false;
	}
	return true;
}

static bool
add_if(scmp_filter_ctx f, uint32_t action, int call, struct scmp_arg_cmp arg)
{
	int r = seccomp_rule_add_array(f, action, call, 1, &arg);

	return r == 0 || r == -EDOM;
}

/* Nothing that makes a name space; clone3 hides its flags in memory: not there. */
static bool
deny_spaces(scmp_filter_ctx f)
{
	static const int spaces[] = { CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWNET,
		CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP };

	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++)
		if (!add_if(f, DENY, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ,
		    (scmp_datum_t)spaces[i], (scmp_datum_t)spaces[i])))
			return false;
	return seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

/* Keys pushed into a terminal: TIOCSTI is open before Linux 6.2. Only 32 bits count. */
static bool
deny_terminal_input(scmp_filter_ctx f)
{
	return add_if(f, DENY, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, TIOCSTI)) &&
	    add_if(f, DENY, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, TIOCLINUX));
}

static bool
signals_to_itself(scmp_filter_ctx f)
{
	scmp_datum_t own = (scmp_datum_t)getpid();

	return add_if(f, DENY, SCMP_SYS(kill), SCMP_A0(SCMP_CMP_NE, own)) &&
	    add_if(f, DENY, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_NE, own));
}

/* Limits of its own only, which nobody can raise: what it forks to read a workbook lowers them. */
static bool
limits_to_itself(scmp_filter_ctx f)
{
	return add_if(f, DENY, SCMP_SYS(prlimit64), SCMP_A0(SCMP_CMP_NE, 0));
}

/* Printers and the resolver: UNIX, IPv4, IPv6, and netlink, which asks for the addresses of
 * this host. The families between them, and all above. */
static bool
few_sockets(scmp_filter_ctx f, bool tcp)
{
	static const int few[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK };

	for (int family = 0; family <= AF_NETLINK; family++) {
		bool ok = family == AF_UNIX;

		for (size_t i = 1; tcp && i < sizeof(few) / sizeof(few[0]); i++)
			ok = ok || few[i] == family;
		if (!ok && !add_if(f, DENY, SCMP_SYS(socket),
		    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)family)))
			return false;
	}
	/* Raw packets of the allowed families (needs a capability as well). */
	return add_if(f, DENY, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_GT, AF_NETLINK)) &&
	    seccomp_rule_add(f, DENY, SCMP_SYS(socket), 2,
	    SCMP_A0(SCMP_CMP_EQ, AF_INET), SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, SOCK_RAW)) == 0 &&
	    seccomp_rule_add(f, DENY, SCMP_SYS(socket), 2,
	    SCMP_A0(SCMP_CMP_EQ, AF_INET6), SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, SOCK_RAW)) == 0;
}

/* Memory that holds code cannot be made; fcntl cannot arm signals; fstat by its new name. */
static bool
strict_arguments(scmp_filter_ctx f)
{
	static const int commands[] = { F_GETFL, F_SETFL, F_GETFD, F_SETFD };
	scmp_datum_t own = (scmp_datum_t)getpid();

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!add_if(f, SCMP_ACT_ALLOW, SCMP_SYS(fcntl),
		    SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)commands[i])))
			return false;
	return add_if(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) &&
	    add_if(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect),
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) &&
	    add_if(f, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat),
	    SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH)) &&
	    add_if(f, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, FIONREAD)) &&
	    add_if(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, own));
}

/* On top of what a net may: its own socket, a link for each session, sizes of terminals, and its
 * children's end. Signals go where its user allows: pids cannot be told apart here. */
static bool
keeper_calls(scmp_filter_ctx f)
{
	return add_all(f, SCMP_ACT_ALLOW, keeping) &&
	    add_if(f, SCMP_ACT_ALLOW, SCMP_SYS(socketpair), SCMP_A0(SCMP_CMP_EQ, AF_UNIX)) &&
	    add_if(f, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, TIOCSWINSZ));
}

static bool
fill(scmp_filter_ctx f, enum sandbox_role role)
{
	bool ok = add_all(f, DENY, never) && deny_spaces(f) && deny_terminal_input(f);

	switch (role) {
	case SANDBOX_LISTENER:
	case SANDBOX_LAUNCHER:
		return ok;
	case SANDBOX_BROKER:
		return ok && seccomp_rule_add(f, DENY, SCMP_SYS(execve), 0) == 0;
	case SANDBOX_SESSION:
	case SANDBOX_WORKER:
		return ok && add_all(f, DENY, never_in_session) && limits_to_itself(f) &&
		    few_sockets(f, true) && (role == SANDBOX_WORKER || signals_to_itself(f));
	case SANDBOX_IDENTITY:
		return ok && add_all(f, DENY, never_in_session) && limits_to_itself(f) &&
		    few_sockets(f, false) && signals_to_itself(f);
	case SANDBOX_KEEPER:
		/* Only sanitizer builds come here: what is denied, not what is allowed. */
		return ok && add_all(f, DENY, never_in_session) &&
		    seccomp_rule_add(f, DENY, SCMP_SYS(socket), 0) == 0;
	case SANDBOX_NET:
	case SANDBOX_PARSE:
		/* And here. */
		return ok && add_all(f, DENY, never_in_session) && limits_to_itself(f) &&
		    signals_to_itself(f) && seccomp_rule_add(f, DENY, SCMP_SYS(socket), 0) == 0;
	}
	return false;
}

enum err
sandbox_calls(enum sandbox_role role)
{
	bool list = (role == SANDBOX_NET || role == SANDBOX_PARSE || role == SANDBOX_KEEPER) &&
	    !SANDBOX_LOOSE;
	scmp_filter_ctx f = seccomp_init(list ? DENY : SCMP_ACT_ALLOW);
	bool ok;

	if (f == NULL)
		return ERR_CONFIG;
	if (list)
		ok = add_all(f, SCMP_ACT_ALLOW, strict) && strict_arguments(f) &&
		    (role != SANDBOX_KEEPER || keeper_calls(f));
	else
		ok = fill(f, role);
	ok = ok && seccomp_load(f) == 0;
	seccomp_release(f);
	return ok ? ERR_OK : ERR_CONFIG;
}
