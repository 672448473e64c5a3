#include "base/keyring.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/durable.h"
#include "base/i18n.h"
#include "base/str.h"

#define PATH_SIZE 640
static_assert(SEAL_KEY == crypto_kdf_KEYBYTES, "the master key has another size");

static enum err
no_key(struct err_note *note)
{
	return err_set(note, ERR_CONFIG, "",
	    _("The key file beside the store cannot be read or made."));
}

/* Written, named, made safe: why that failed is known from errno. */
static enum err
not_kept(int why, struct err_note *note)
{
	if (why == ENOSPC || why == EDQUOT)
		return err_set(note, ERR_FULL, "", _("There is no room left on the disk."));
	return no_key(note);
}

/* The credential of systemd, when it handed one over. */
static bool
credential_path(char path[PATH_SIZE])
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");

	if (str_empty(dir) || dir[0] != '/')
		return false;
	return snprintf(path, PATH_SIZE, "%s/quen.key", dir) < PATH_SIZE && access(path, F_OK) == 0;
}

static void
beside_path(const char *db_path, char path[PATH_SIZE])
{
	snprintf(path, PATH_SIZE, "%s.key", db_path);
}

/* Done as well as can be in a folder that may be passed but not opened. */
static bool
settle_name(const char *path)
{
	return durable_name(path) || errno == EACCES;
}

static bool
write_keys(const char *path, const struct keyring *k)
{
	ssize_t len = (ssize_t)(k->n * SEAL_KEY);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool ok;

	if (fd < 0)
		return false;
	ok = write(fd, k->master, (size_t)len) == len && fsync(fd) == 0;
	return close(fd) == 0 && ok;
}

/* A name is made when the keys are on the disk, and not before. */
static enum err
put_keys(const char *path, const struct keyring *k, struct err_note *note)
{
	char fresh[PATH_SIZE + 24];
	int why = 0;
	bool ok;

	snprintf(fresh, sizeof(fresh), "%s.%ld", path, (long)getpid());
	errno = 0;
	ok = write_keys(fresh, k) && link(fresh, path) == 0;
	if (!ok)
		why = errno;
	unlink(fresh);
	if (ok && !settle_name(path)) {
		why = errno;
		ok = false;
	}
	if (!ok && why != EEXIST)
		return not_kept(why, note);
	return why == EEXIST ? ERR_CONFLICT : ERR_OK;
}

static enum err
read_keys(const char *path, bool is_credential, struct keyring *k, struct err_note *note)
{
	struct stat s;
	enum err e = ERR_OK;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	memset(k, 0, sizeof(*k));
	if (fd < 0)
		return no_key(note);
	/* systemd guards a credential by an access list, which looks like a right of the group. */
	if (fstat(fd, &s) != 0 || !S_ISREG(s.st_mode) || !keyring_fits((size_t)s.st_size) ||
	    (!is_credential && (s.st_mode & 077) != 0) ||
	    read(fd, k->master, (size_t)s.st_size) != s.st_size) {
		secret_wipe(k, sizeof(*k));
		e = no_key(note);
	}
	if (e == ERR_OK)
		k->n = (size_t)s.st_size / SEAL_KEY;
	close(fd);
	return e;
}

bool
keyring_exists(const char *db_path)
{
	char path[PATH_SIZE];

	if (credential_path(path))
		return true;
	beside_path(db_path, path);
	return access(path, F_OK) == 0;
}

enum err
keyring_read(const char *db_path, bool make, struct keyring *k, struct err_note *note)
{
	struct keyring fresh = { .n = 1 };
	char path[PATH_SIZE];
	enum err e = ERR_OK;

	if (credential_path(path))
		return read_keys(path, true, k, note);
	beside_path(db_path, path);
	if (make && access(path, F_OK) != 0) {
		secret_random(fresh.master[0], SEAL_KEY);
		e = put_keys(path, &fresh, note);
		secret_wipe(&fresh, sizeof(fresh));
	}
	if (e != ERR_OK && e != ERR_CONFLICT) {
		secret_wipe(k, sizeof(*k));
		return e;
	}
	return read_keys(path, false, k, note);
}

enum err
keyring_count(const char *db_path, bool make, unsigned *n, struct err_note *note)
{
	struct keyring k;
	enum err e = keyring_read(db_path, make, &k, note);

	*n = (unsigned)k.n;
	secret_wipe(&k, sizeof(k));
	return e;
}

enum err
keyring_master(const char *db_path, bool make, unsigned char key[SEAL_KEY], struct err_note *note)
{
	struct keyring k;
	enum err e = keyring_read(db_path, make, &k, note);

	memcpy(key, k.master[0], SEAL_KEY);
	secret_wipe(&k, sizeof(k));
	return e;
}

/* In the place of those there are. */
static enum err
replace(const char *path, const struct keyring *k, struct err_note *note)
{
	char fresh[PATH_SIZE + 8];

	snprintf(fresh, sizeof(fresh), "%s.new", path);
	/* of one that was killed */
	if (unlink(fresh) != 0 && errno != ENOENT)
		return no_key(note);
	errno = 0;
	if (!write_keys(fresh, k) || rename(fresh, path) != 0 || !settle_name(path)) {
		int why = errno;

		unlink(fresh);
		return not_kept(why, note);
	}
	return ERR_OK;
}

/* One at a time: the file is held, and still the one with that name. */
static int
hold(const char *path)
{
	struct stat held, named;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &held) == 0 &&
	    stat(path, &named) == 0 && held.st_ino == named.st_ino)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

enum err
keyring_add(const char *db_path, unsigned *n, struct err_note *note)
{
	struct keyring k;
	char path[PATH_SIZE];
	enum err e;
	int fd;

	*n = 0;
	if (credential_path(path))
		return err_set(note, ERR_CONFIG, "", _("systemd hands the key over. Put the credential in place "
		    "as the file %s.key, do this, and make the credential from that file again."), db_path);
	e = keyring_count(db_path, true, n, note);
	if (e != ERR_OK)
		return e;
	beside_path(db_path, path);
	if ((fd = hold(path)) < 0)
		return err_set(note, ERR_BUSY, "", _("Somebody else is changing the keys."));
	e = read_keys(path, false, &k, note);
	if (e == ERR_OK && k.n == KEYRING_MOST)
		e = err_set(note, ERR_CONFLICT, "", _("There are %d master keys already; no more fit."),
		    KEYRING_MOST);
	if (e == ERR_OK) {
		secret_random(k.master[k.n++], SEAL_KEY);
		*n = (unsigned)k.n;
		e = replace(path, &k, note);
	}
	close(fd);
	secret_wipe(&k, sizeof(k));
	return e;
}

void
keyring_derive(const unsigned char master[SEAL_KEY], enum keyring_use use, uint64_t id,
    unsigned char key[SEAL_KEY])
{
	static const char context[][crypto_kdf_CONTEXTBYTES + 1] = {
		[KEYRING_PAGES] = "QuenPage", [KEYRING_COLUMNS] = "QuenCols",
		[KEYRING_BACKUP] = "QuenBack", [KEYRING_AUDIT] = "QuenAudi",
	};

	crypto_kdf_derive_from_key(key, SEAL_KEY, id, context[use], master);
}

enum err
keyring_key(const char *db_path, enum keyring_use use, uint64_t id, bool make,
    unsigned char key[SEAL_KEY], struct err_note *note)
{
	struct keyring k;
	unsigned which = KEYRING_MASTER(id);
	enum err e = keyring_read(db_path, make, &k, note);

	if (e == ERR_OK && which > k.n)
		e = err_set(note, ERR_CONFIG, "",
		    _("The key file beside the store is older than the store: master key %u is missing."), which);
	if (e == ERR_OK)
		keyring_derive(k.master[which - 1], use, id, key);
	else
		secret_wipe(key, SEAL_KEY);
	secret_wipe(&k, sizeof(k));
	return e;
}

enum err
keyring_install(const char *db_path, const struct keyring *k, struct err_note *note)
{
	struct keyring old;
	char path[PATH_SIZE];
	enum err e = ERR_OK;
	bool is_credential = credential_path(path), same;

	beside_path(db_path, path);
	if (!keyring_exists(db_path))
		e = put_keys(path, k, note);
	if (e != ERR_OK && e != ERR_CONFLICT)
		return e;
	e = keyring_read(db_path, false, &old, note);
	if (e != ERR_OK)
		return e;
	same = secret_equal(old.master, k->master, (old.n < k->n ? old.n : k->n) * SEAL_KEY);
	if (!same || (old.n < k->n && is_credential))
		e = err_set(note, ERR_CONFLICT, "",
		    _("There is another key beside the store already. It stays as it is."));
	else if (old.n < k->n)
		e = replace(path, k, note);
	secret_wipe(&old, sizeof(old));
	return e;
}
