/* The host key's file, by libssh: in the module of the host key, and in quen-net. */
#include "config.h"

#include "access/host_key.h"

#include <errno.h>
#include <fcntl.h>
#include <libssh/libssh.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/module.h"
#include "base/secret.h"

#define KEY_MAX 4096	/* an ed25519 file has about 400 bytes */

static bool
make_folder(const char *path)
{
	char folder[PATH_MAX];
	char *slash;

	snprintf(folder, sizeof(folder), "%s", path);
	slash = strrchr(folder, '/');
	if (slash == NULL)
		return true;
	*slash = '\0';
	return mkdir(folder, 0700) == 0 || errno == EEXIST;
}

/* Whole or not at all: a name of its own, on the disk, then the real name. */
static bool
write_file(const char *path, const char *text)
{
	char fresh[PATH_MAX];
	size_t len = strlen(text);
	bool ok;
	int fd;

	snprintf(fresh, sizeof(fresh), "%s.%ld", path, (long)getpid());
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return false;
	ok = write(fd, text, len) == (ssize_t)len && fsync(fd) == 0;
	close(fd);
	/* link, not rename: a key that another process has made meanwhile stays. */
	ok = ok && (link(fresh, path) == 0 || errno == EEXIST);
	(void)unlink(fresh);
	return ok;
}

static enum err
make_key(const char *path, struct err_note *note)
{
	ssh_key key = NULL;
	char *text = NULL;
	bool ok = make_folder(path) && ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key) == SSH_OK &&
	    ssh_pki_export_privkey_base64(key, NULL, NULL, NULL, &text) == SSH_OK &&
	    write_file(path, text);

	if (text != NULL)
		secret_wipe(text, strlen(text));
	ssh_string_free_char(text);
	ssh_key_free(key);
	if (ok)
		return ERR_OK;
	return err_set(note, ERR_IO, "", _("The host key %s could not be made: %s"), path,
	    strerror(errno));
}

/* Reads the file into sealed memory: what the listener hands on cannot be changed by a net. */
static enum err
load(const char *path, int *memory, struct err_note *note)
{
	char text[KEY_MAX];
	struct stat st;
	ssize_t n = -1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return err_set(note, ERR_IO, "", _("The host key %s does not open: %s"), path,
		    strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 077) == 0 &&
	    (st.st_uid == geteuid() || st.st_uid == 0))
		n = read(fd, text, sizeof(text));
	close(fd);
	if (n <= 0 || n == sizeof(text))
		return err_set(note, ERR_CONFIG, "",
		    _("The host key %s must be a key file of mode 0600."), path);
	*memory = memfd_create("host key", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (*memory < 0 || write(*memory, text, (size_t)n) != n || fcntl(*memory, F_ADD_SEALS,
	    F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0) {
		if (*memory >= 0)
			close(*memory);
		*memory = -1;
	}
	secret_wipe(text, sizeof(text));
	return *memory >= 0 ? ERR_OK : err_set(note, ERR_IO, "",
	    _("The host key %s does not open: %s"), path, strerror(errno));
}

static bool
show(ssh_key key, char *text, size_t size)
{
	unsigned char *hash = NULL;
	size_t len;
	char *shown;

	if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &len) != SSH_OK)
		return false;
	shown = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, len);
	snprintf(text, size, "%s", shown != NULL ? shown : "");
	ssh_string_free_char(shown);
	ssh_clean_pubkey_hash(&hash);
	return true;
}

static enum err
open_key(const char *path, int *memory, char *fingerprint, size_t size, struct err_note *note)
{
	ssh_key key;
	enum err e;

	*memory = -1;
	if (access(path, F_OK) != 0 && (e = make_key(path, note)) != ERR_OK)
		return e;
	if ((e = load(path, memory, note)) != ERR_OK)
		return e;
	key = host_key_read(*memory);
	if (key != NULL && ssh_key_type(key) == SSH_KEYTYPE_ED25519 && show(key, fingerprint, size)) {
		ssh_key_free(key);
		return ERR_OK;
	}
	ssh_key_free(key);
	close(*memory);
	*memory = -1;
	return err_set(note, ERR_CONFIG, "", _("%s is not an ed25519 private key."), path);
}

ssh_key
host_key_read(int memory)
{
	char text[KEY_MAX];
	ssize_t n = pread(memory, text, sizeof(text) - 1, 0);
	ssh_key key = NULL;

	if (n <= 0)
		return NULL;
	text[n] = '\0';
	if (ssh_pki_import_privkey_base64(text, NULL, NULL, NULL, &key) != SSH_OK)
		key = NULL;
	secret_wipe(text, sizeof(text));
	return key;
}

static const struct host_key_module table = { open_key };
extern const struct module quen_hostkey;
const struct module quen_hostkey MODULE_SEEN = { PACKAGE_VERSION, &table, mem_set_hook };
