#include "base/keyring.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

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

/* A name is made when the key is on the disk, and not before. */
static enum err
put_key(const char *path, const unsigned char key[SEAL_KEY], struct err_note *note)
{
	char fresh[PATH_SIZE + 24], dir[PATH_SIZE];
	int fd, why = 0;
	bool ok;

	snprintf(fresh, sizeof(fresh), "%s.%ld", path, (long)getpid());
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return no_key(note);
	ok = write(fd, key, SEAL_KEY) == SEAL_KEY && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	if (ok && link(fresh, path) != 0)
		why = errno;
	unlink(fresh);
	str_copy(dir, sizeof(dir), path);
	*strrchr(dir, '/') = '\0';
	if (ok && why == 0 && (fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) >= 0) {
		ok = fsync(fd) == 0;
		close(fd);
	}
	if (!ok || (why != 0 && why != EEXIST))
		return no_key(note);
	return why == EEXIST ? ERR_CONFLICT : ERR_OK;
}

static enum err
read_key(const char *path, bool is_credential, unsigned char key[SEAL_KEY], struct err_note *note)
{
	struct stat s;
	enum err e = ERR_OK;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	memset(key, 0, SEAL_KEY);
	if (fd < 0)
		return no_key(note);
	/* systemd guards a credential by an access list, which looks like a right of the group. */
	if (fstat(fd, &s) != 0 || !S_ISREG(s.st_mode) || s.st_size != SEAL_KEY ||
	    (!is_credential && (s.st_mode & 077) != 0) || read(fd, key, SEAL_KEY) != SEAL_KEY) {
		secret_wipe(key, SEAL_KEY);
		e = no_key(note);
	}
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
keyring_master(const char *db_path, bool make, unsigned char key[SEAL_KEY], struct err_note *note)
{
	unsigned char fresh[SEAL_KEY];
	char path[PATH_SIZE];
	enum err e = ERR_OK;

	if (credential_path(path))
		return read_key(path, true, key, note);
	beside_path(db_path, path);
	if (make && access(path, F_OK) != 0) {
		secret_random(fresh, sizeof(fresh));
		e = put_key(path, fresh, note);
		secret_wipe(fresh, sizeof(fresh));
	}
	if (e != ERR_OK && e != ERR_CONFLICT) {
		secret_wipe(key, SEAL_KEY);
		return e;
	}
	return read_key(path, false, key, note);
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
	unsigned char master[SEAL_KEY];
	enum err e = keyring_master(db_path, make, master, note);

	if (e == ERR_OK)
		keyring_derive(master, use, id, key);
	else
		secret_wipe(key, SEAL_KEY);
	secret_wipe(master, sizeof(master));
	return e;
}

enum err
keyring_install(const char *db_path, const unsigned char master[SEAL_KEY], struct err_note *note)
{
	unsigned char old[SEAL_KEY];
	char path[PATH_SIZE];
	enum err e = ERR_OK;
	bool same;

	if (!keyring_exists(db_path)) {
		beside_path(db_path, path);
		e = put_key(path, master, note);
	}
	if (e != ERR_OK && e != ERR_CONFLICT)
		return e;
	e = keyring_master(db_path, false, old, note);
	same = e == ERR_OK && secret_equal(old, master, SEAL_KEY);
	secret_wipe(old, sizeof(old));
	if (e == ERR_OK && !same)
		return err_set(note, ERR_CONFLICT, "",
		    _("There is another key beside the store already. It stays as it is."));
	return e;
}
