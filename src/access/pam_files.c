/* The service files: CONFIG/pam.d/quen and quen-key. Written once; then they are the shop's. PAM
 * itself takes a file that anybody may write: we do not. */
#include "access/pam_child.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/i18n.h"
#include "base/str.h"

/* Beside the program in a build tree, else where it is installed. */
static const char *
find_module(char *buf, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", buf, size - 1);
	const char *built = "/src/pam/pam_quen.so";
	char *slash;

	if (n > 0) {
		buf[n] = '\0';
		slash = strrchr(buf, '/');
		if (slash != NULL && (size_t)(slash - buf) + strlen(built) < size) {
			memcpy(slash, built, strlen(built) + 1);
			if (access(buf, R_OK) == 0)
				return buf;
		}
	}
	return str_copy(buf, size, QUEN_MODULEDIR "/pam_quen.so");
}

static enum err
write_once(const char *path, const char *text, struct err_note *note)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	size_t n = strlen(text);
	bool ok;

	if (fd < 0 && errno == EEXIST)
		return ERR_OK;
	ok = fd >= 0 && write(fd, text, n) == (ssize_t)n && fchmod(fd, 0644) == 0;
	ok = fd >= 0 && close(fd) == 0 && ok;
	if (ok)
		return ERR_OK;
	if (fd >= 0)
		unlink(path);
	return err_set(note, ERR_IO, "", "%s: %s", path, strerror(errno));
}

static enum err
write_files(const char *folder, const char *run_dir, struct err_note *note)
{
	static const char quen[] =
	    "# How people sign in to Quen. Written by quen serve when there was no such file; it is\n"
	    "# yours now. Other stacks (Unix accounts, LDAP): doc/SIGN-IN.md. Includes need absolute paths.\n"
	    "auth     required  %s socket=%s/identity.sock\n"
	    "account  required  %s socket=%s/identity.sock\n"
	    "password required  %s socket=%s/identity.sock\n";
	static const char after_key[] =
	    "# The second step of who came with a public key and has one-time codes.\n"
	    "auth     required  %s socket=%s/identity.sock code=only\n";
	char module[512], path[DOOR_TEXT + 64], text[4096];
	enum err e;

	find_module(module, sizeof(module));
	snprintf(path, sizeof(path), "%s/" PAM_STACK, folder);
	/* Else every sign-in fails, and only PAM's own log says why. */
	if (access(path, F_OK) != 0 && access(module, R_OK) != 0)
		return err_set(note, ERR_CONFIG, "", _("%s is missing: nobody could sign in."), module);
	snprintf(text, sizeof(text), quen, module, run_dir, module, run_dir, module, run_dir);
	e = write_once(path, text, note);
	if (e != ERR_OK)
		return e;
	snprintf(path, sizeof(path), "%s/" PAM_STACK_KEY, folder);
	snprintf(text, sizeof(text), after_key, module, run_dir);
	return write_once(path, text, note);
}

enum err
pam_files_check(const char *folder, struct err_note *note)
{
	static const char *const names[] = { PAM_STACK, PAM_STACK_KEY };
	char path[DOOR_TEXT + 64];
	struct stat st;
	enum err e = conf_check_owner(folder, note);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && e == ERR_OK; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		if (lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
			e = err_set(note, ERR_CONFIG, "", _("%s: no regular file"), path);
		else
			e = conf_check_owner(path, note);
	}
	return e;
}

enum err
pam_files_ready(const char *config_dir, const char *run_dir, char *folder, size_t size,
    struct err_note *note)
{
	enum err e;

	if ((size_t)snprintf(folder, size, "%s/pam.d", config_dir) >= size)
		return err_set(note, ERR_CONFIG, "", _("The path is too long: %s"), config_dir);
	if (mkdir(config_dir, 0755) != 0 && errno != EEXIST)
		return err_set(note, ERR_IO, "", "%s: %s", config_dir, strerror(errno));
	if (mkdir(folder, 0755) != 0 && errno != EEXIST)
		return err_set(note, ERR_IO, "", "%s: %s", folder, strerror(errno));
	e = write_files(folder, run_dir, note);
	return e == ERR_OK ? pam_files_check(folder, note) : e;
}
