/* Documents in backups: each content once, beside the versions, under its hash, sealed with a key
 * that every version carries inside. */
#include "jobs/backup_part.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

#define CHUNK 65536
#define LENGTH 8

void
document_list_add(struct document_list *l, const char *hash, int64_t size)
{
	size_t cap = l->cap;

	l->hash = xgrow(l->hash, &cap, l->n + 1, sizeof *l->hash);
	l->size = xgrow(l->size, &l->cap, l->n + 1, sizeof *l->size);
	str_copy(l->hash[l->n], sizeof l->hash[0], hash);
	l->size[l->n++] = size;
}

void
document_list_free(struct document_list *l)
{
	free(l->hash);
	free(l->size);
	*l = (struct document_list) { 0 };
}

bool
document_list_read(struct document_list *l, const char *text)
{
	char hash[HASH_HEX_SIZE];
	long long size;
	int used;

	while (*text != '\0') {
		if (sscanf(text, "%64s %lld\n%n", hash, &size, &used) != 2 || strlen(hash) != 64 ||
		    strspn(hash, "0123456789abcdef") != 64 || size < 0)
			return false;
		document_list_add(l, hash, size);
		text += used;
	}
	return true;
}

static void
sealed_path(const char *dir, const char *hash, char *buf, size_t size)
{
	snprintf(buf, size, "%s/documents/%.2s/%s.qdoc", dir, hash, hash);
}

static void
plain_path(const struct store_paths *p, const char *hash, char *buf, size_t size)
{
	char home[sizeof p->db];

	home_of(p, home, sizeof home);
	snprintf(buf, size, "%s/documents/%.2s/%.2s/%s", home, hash, hash + 2, hash);
}

/* Folders down to the file, from the one that is there. */
static enum err
make_way(const char *path, const char *from, struct err_note *note)
{
	char part[BACKUP_PATH];
	enum err e = ERR_OK;

	for (const char *s = path + strlen(from); e == ERR_OK && (s = strchr(s + 1, '/')) != NULL;) {
		snprintf(part, sizeof part, "%.*s", (int)(s - path), path);
		e = make_dir(part, note);
	}
	return e;
}

static enum err
seal_fd(int in, int out, const char *hash, int64_t size, const unsigned char key[SEAL_KEY],
    struct err_note *note)
{
	unsigned char chunk[CHUNK], length[LENGTH], sum[HASH_SIZE];
	char about[HASH_HEX_SIZE + 16];
	struct seal_out *o = NULL;
	int64_t sealed, left = size;
	ssize_t n;
	enum err e;

	for (int i = 0; i < LENGTH; i++)
		length[i] = (unsigned char)((uint64_t)size >> (56 - 8 * i));
	snprintf(about, sizeof about, "document|%s", hash);
	e = seal_out_new(out, key, about, &o, note);
	if (e == ERR_OK)
		e = seal_out_add(o, length, LENGTH, note);
	while (e == ERR_OK && left > 0) {
		n = read(in, chunk, sizeof chunk);
		if (n <= 0)
			e = n < 0 ? io_failed(note) : err_set(note, ERR_IO, "", _("A document is shorter than it should be."));
		else
			e = seal_out_add(o, chunk, (size_t)n, note);
		left -= n;
	}
	if (e == ERR_OK)
		e = seal_out_end(o, sum, &sealed, note);
	seal_out_free(o);
	if (e == ERR_OK && fsync(out) != 0)
		e = io_failed(note);
	return e;
}

/* Opens a sealed document to out (-1: only proves it). */
static enum err
open_sealed(const char *path, const char *hash, int64_t size, const unsigned char key[SEAL_KEY],
    int out, struct err_note *note)
{
	unsigned char chunk[CHUNK], length[LENGTH], sum[HASH_SIZE];
	char about[HASH_HEX_SIZE + 16], hex[HASH_HEX_SIZE];
	struct seal_in *in = NULL;
	struct hash_state h;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int64_t left = size, said = 0;
	enum err e;

	if (fd < 0)
		return errno == ENOENT ? ERR_NOTFOUND : io_failed(note);
	snprintf(about, sizeof about, "document|%s", hash);
	e = seal_in_new(fd, key, about, &in, note);
	if (e == ERR_OK)
		e = seal_in_read(in, length, LENGTH, note);
	for (int i = 0; e == ERR_OK && i < LENGTH; i++)
		said = said << 8 | length[i];
	if (e == ERR_OK && said != size)
		e = err_set(note, ERR_CONFLICT, "tampered", _("A document in the backup is not the one it should be."));
	hash_init(&h);
	while (e == ERR_OK && left > 0) {
		size_t n = left < CHUNK ? (size_t)left : CHUNK;

		e = seal_in_read(in, chunk, n, note);
		if (e != ERR_OK)
			break;
		hash_add_raw(&h, chunk, n);
		if (out >= 0 && write(out, chunk, n) != (ssize_t)n)
			e = io_failed(note);
		left -= (int64_t)n;
	}
	hash_end(&h, sum);
	if (e == ERR_OK)
		e = seal_in_end(in, note);
	if (e == ERR_OK && !str_eq(hash_hex(sum, hex), hash))
		e = err_set(note, ERR_CONFLICT, "tampered", _("A document in the backup is not the one it should be."));
	seal_in_free(in);
	close(fd);
	secret_wipe(chunk, sizeof chunk);
	return e;
}

/* An old copy may be of another master key; then it is sealed anew. */
static enum err
seal_one(const struct store_paths *p, const char *dir, const char *hash, int64_t size,
    const unsigned char key[SEAL_KEY], struct err_note *note)
{
	char path[BACKUP_PATH], part[BACKUP_PATH + 8], from[BACKUP_PATH];
	int in, out = -1;
	enum err e;

	sealed_path(dir, hash, path, sizeof path);
	if (access(path, F_OK) == 0 && utimensat(AT_FDCWD, path, NULL, 0) == 0)
		return ERR_OK;
	plain_path(p, hash, from, sizeof from);
	in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (in < 0)
		return io_failed(note);
	snprintf(part, sizeof part, "%s.part", path);
	e = make_way(path, dir, note);
	if (e == ERR_OK) {
		out = open(part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
		e = out < 0 ? io_failed(note) : seal_fd(in, out, hash, size, key, note);
	}
	close(in);
	if (out >= 0)
		close(out);
	if (e == ERR_OK)
		e = open_sealed(part, hash, size, key, -1, note);
	if (e == ERR_OK)
		e = name_file(part, path, note);
	if (e != ERR_OK && out >= 0)
		unlink(part);
	return e;
}

enum err
documents_seal(const struct store_paths *p, const char *dir, const struct document_list *l,
    const unsigned char key[SEAL_KEY], struct err_note *note)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < l->n; i++)
		e = seal_one(p, dir, l->hash[i], l->size[i], key, note);
	return e;
}

static enum err
open_one(const struct store_paths *p, const char *dir, const char *hash, int64_t size,
    const unsigned char key[SEAL_KEY], struct err_note *note)
{
	char path[BACKUP_PATH], part[BACKUP_PATH + 24], from[BACKUP_PATH], home[sizeof p->db];
	int out = -1;
	enum err e;

	plain_path(p, hash, path, sizeof path);
	if (access(path, F_OK) == 0)
		return ERR_OK;
	home_of(p, home, sizeof home);
	sealed_path(dir, hash, from, sizeof from);
	if (access(from, F_OK) != 0)
		return ERR_NOTFOUND;
	snprintf(part, sizeof part, "%s.part", path);
	e = make_way(path, home, note);
	if (e == ERR_OK) {
		out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
		e = out < 0 ? io_failed(note) : open_sealed(from, hash, size, key, out, note);
	}
	if (e == ERR_OK && fsync(out) != 0)
		e = io_failed(note);
	if (out >= 0)
		close(out);
	if (e == ERR_OK)
		e = name_file(part, path, note);
	if (e != ERR_OK && out >= 0)
		unlink(part);
	return e;
}

enum err
documents_open(const struct store_paths *p, const char *dir, const struct document_list *l,
    const unsigned char key[SEAL_KEY], bool to_store, struct err_note *note)
{
	char path[BACKUP_PATH];
	int missing = 0;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < l->n; i++) {
		sealed_path(dir, l->hash[i], path, sizeof path);
		e = to_store ? open_one(p, dir, l->hash[i], l->size[i], key, note) :
		    open_sealed(path, l->hash[i], l->size[i], key, -1, note);
		if (e == ERR_NOTFOUND) {
			missing++;
			e = ERR_OK;
		}
	}
	if (e != ERR_OK || missing == 0)
		return e;
	return err_set(note, ERR_NOTFOUND, "documents",
	    ngettext("%d document is not in the folder documents beside the backup.",
	    "%d documents are not in the folder documents beside the backup.", (unsigned long)missing),
	    missing);
}

enum err
documents_copy(const char *dir, const char *to, const struct document_list *l, struct err_note *note)
{
	char from[BACKUP_PATH], path[BACKUP_PATH];
	struct stat a, b;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < l->n; i++) {
		sealed_path(dir, l->hash[i], from, sizeof from);
		sealed_path(to, l->hash[i], path, sizeof path);
		if (stat(from, &a) == 0 && stat(path, &b) == 0 && a.st_size == b.st_size) {
			(void)utimensat(AT_FDCWD, path, NULL, 0);
			continue;
		}
		e = make_way(path, to, note);
		if (e == ERR_OK)
			e = copy_file(from, path, note);
	}
	return e;
}

static void
rotate_in(const char *path, int64_t oldest_ms)
{
	char one[BACKUP_PATH * 2 + 260];
	struct dirent *e;
	struct stat s;
	DIR *d = opendir(path);

	while (d != NULL && (e = readdir(d)) != NULL) {
		snprintf(one, sizeof one, "%s/%s", path, e->d_name);
		if (str_ends(e->d_name, ".qdoc") && stat(one, &s) == 0 &&
		    (int64_t)s.st_mtim.tv_sec * 1000 < oldest_ms)
			unlink(one);
	}
	if (d != NULL)
		closedir(d);
}

void
documents_rotate(const char *dir, int64_t oldest_ms)
{
	char path[BACKUP_PATH], sub[BACKUP_PATH + 260];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof path, "%s/documents", dir);
	d = opendir(path);
	while (d != NULL && (e = readdir(d)) != NULL) {
		snprintf(sub, sizeof sub, "%s/%s", path, e->d_name);
		if (strlen(e->d_name) == 2 && e->d_name[0] != '.')
			rotate_in(sub, oldest_ms);
	}
	if (d != NULL)
		closedir(d);
}
