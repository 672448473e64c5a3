#include "access/sandbox.h"

#include <grp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "access/sandbox_part.h"
#include "base/i18n.h"
#include "base/log.h"

#define MB (1024 * 1024)
#define LOG_MOST (16 * MB)	/* all they can write to is the log */

/* What libraries read on behalf of a session. */
static const struct sandbox_path session_files[] = {
	{ "/usr/share", SANDBOX_READ }, { "/lib", SANDBOX_READ }, { "/lib64", SANDBOX_READ },
	{ "/usr/lib", SANDBOX_READ }, { "/usr/local/share", SANDBOX_READ },
	{ "/etc/terminfo", SANDBOX_READ }, { "/etc/fonts", SANDBOX_READ },
	{ "/etc/ld.so.cache", SANDBOX_READ }, { "/etc/localtime", SANDBOX_READ },
	{ "/etc/timezone", SANDBOX_READ }, { "/etc/nsswitch.conf", SANDBOX_READ },
	{ "/etc/hosts", SANDBOX_READ }, { "/etc/host.conf", SANDBOX_READ },
	{ "/etc/gai.conf", SANDBOX_READ }, { "/etc/resolv.conf", SANDBOX_READ },
	{ "/etc/services", SANDBOX_READ }, { "/etc/protocols", SANDBOX_READ },
	{ "/dev/null", SANDBOX_READ | SANDBOX_WRITE }, { "/dev/urandom", SANDBOX_READ },
};

/* What starting a program takes: itself and its libraries. */
static const struct sandbox_path listener_files[] = {
	{ "/proc/self/exe", SANDBOX_RUN }, { "/lib", SANDBOX_RUN }, { "/lib64", SANDBOX_RUN },
	{ "/usr/lib", SANDBOX_RUN }, { "/usr/local/lib", SANDBOX_RUN },
	{ "/etc/ld.so.cache", SANDBOX_READ }, { "/dev/null", SANDBOX_READ | SANDBOX_WRITE },
	/* what OpenSSL and the locale of a new net read before it shuts itself in */
	{ "/etc/ssl/openssl.cnf", SANDBOX_READ }, { "/usr/share/locale", SANDBOX_READ },
};

#if SANDBOX_LOOSE
/* LeakSanitizer traces the process it is in from a helper that no fence lets work: it asks here
 * first, at the end of the process. */
static bool shut_in;
int __lsan_is_turned_off(void);

int
__lsan_is_turned_off(void)
{
	return shut_in;
}
#endif

static const struct {
	const char *name;
	const struct sandbox_path *files;
	size_t n;
	bool landlock;
	rlim_t memory_mb, open, cpu_s;	/* 0: as it was */
} roles[] = {
#define FILES(list) list, sizeof(list) / sizeof((list)[0])
	[SANDBOX_LISTENER] = { "listener", FILES(listener_files), true, 256, 1024, 0 },
	[SANDBOX_NET] = { "net", NULL, 0, true, 128, 64, 0 },
	[SANDBOX_BROKER] = { "broker", NULL, 0, false, 0, 1024, 0 },
	[SANDBOX_KEEPER] = { "keeper", NULL, 0, true, 512, 4096, 0 },
	[SANDBOX_LAUNCHER] = { "launcher", NULL, 0, false, 0, 4096, 0 },
	/* 65 MB of addresses at work (mostly libraries), 64 MB more when a password is checked
	 * (argon2id), and workbooks and papers with fonts are made in memory. */
	[SANDBOX_SESSION] = { "session", FILES(session_files), true, 512, 128, 0 },
	[SANDBOX_IDENTITY] = { "identity", FILES(session_files), true, 1024, 256, 0 },
	[SANDBOX_WORKER] = { "worker", FILES(session_files), true, 0, 256, 0 },
	[SANDBOX_PARSE] = { "parse", NULL, 0, true, 256, 64, 20 },
#undef FILES
};

static bool
limit(int what, rlim_t most)
{
	struct rlimit now, r = { .rlim_cur = most, .rlim_max = most };

	/* Never above what it is: that needs a privilege. */
	if (getrlimit(what, &now) == 0 && now.rlim_max < most)
		r.rlim_cur = r.rlim_max = now.rlim_max;
	return setrlimit(what, &r) == 0;
}

static bool
set_limits(enum sandbox_role role)
{
	bool ok = limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, roles[role].open);

	if (roles[role].memory_mb != 0 && !SANDBOX_LOOSE)
		ok = ok && limit(RLIMIT_AS, roles[role].memory_mb * MB);
	if (roles[role].cpu_s != 0)
		ok = ok && limit(RLIMIT_CPU, roles[role].cpu_s);
	if (role == SANDBOX_NET || role == SANDBOX_PARSE)
		ok = ok && signal(SIGXFSZ, SIG_IGN) != SIG_ERR && limit(RLIMIT_FSIZE, LOG_MOST) &&
		    (SANDBOX_LOOSE || limit(RLIMIT_NPROC, 0));
	return ok;
}

enum err
sandbox_enter(enum sandbox_role role, const struct sandbox_path *paths, size_t n,
    struct err_note *note)
{
	if (role == SANDBOX_NET || role == SANDBOX_PARSE || role == SANDBOX_KEEPER)
		n = 0;
#if SANDBOX_LOOSE
	shut_in = true;
#endif
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    !set_limits(role))
		return err_set(note, ERR_CONFIG, "",
		    _("The limits of a process could not be set; nobody is let in without them."));
	if (roles[role].landlock && !sandbox_files(roles[role].files, roles[role].n, paths, n))
		log_write(LOG_LEVEL_WARN, "%s: this kernel has no Landlock: files are guarded by "
		    "their owner and by the list of system calls only", roles[role].name);
	if (sandbox_calls(role) != ERR_OK)
		return err_set(note, ERR_CONFIG, "",
		    _("The kernel takes no list of system calls (seccomp); "
		    "nobody is let in without it."));
	return ERR_OK;
}

void
sandbox_start(int last_fd)
{
	umask(077);
	(void)setsid();
	(void)limit(RLIMIT_CORE, 0);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)syscall(SYS_close_range, (unsigned)last_fd + 1, ~0U, 0);
}

enum err
sandbox_become(unsigned uid, unsigned gid, struct err_note *note)
{
	if (uid == 0 || geteuid() != 0)
		return ERR_OK;
	if (setgroups(0, NULL) == 0 && setresgid(gid, gid, gid) == 0 && setresuid(uid, uid, uid) == 0 &&
	    /* Once more as what it must no longer be. */
	    setuid(0) != 0 && geteuid() == uid && getegid() == gid)
		return ERR_OK;
	return err_set(note, ERR_CONFIG, "", _("A part of the server could not give up being root."));
}
