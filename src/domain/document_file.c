#include "domain/document_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/durable.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define CHUNK 65536
#define HALF "part-"		/* a file that is being written */

static enum err
failed(struct err_note *note)
{
	return err_set(note, errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO, "",
	    _("The document cannot be written: %s"), strerror(errno));
}

/* "<folder of the store>/documents" */
static void
folder_of(struct store *st, char *buf, size_t size)
{
	const char *db = store_paths(st)->db, *slash = strrchr(db, '/');

	if (store_paths(st)->beside[0] != '\0')
		snprintf(buf, size, "%s/documents", store_paths(st)->beside);
	else if (slash == NULL)
		str_copy(buf, size, "documents");
	else
		snprintf(buf, size, "%.*s/documents", (int)(slash - db), db);
}

static void
path_of(struct store *st, const char *hash, char *buf, size_t size)
{
	char dir[560];

	folder_of(st, dir, sizeof dir);
	snprintf(buf, size, "%s/%.2s/%.2s/%s", dir, hash, hash + 2, hash);
}

/* Every folder down to the file, and durable. */
static enum err
make_folders(char *path, size_t from, struct err_note *note)
{
	for (char *p = path + from; (p = strchr(p, '/')) != NULL; p++) {
		*p = '\0';
		if (mkdir(path, 0700) == 0) {
			if (!durable_name(path)) {
				*p = '/';
				return failed(note);
			}
		} else if (errno != EEXIST) {
			*p = '/';
			return failed(note);
		}
		*p = '/';
	}
	return ERR_OK;
}

static enum err
open_half(struct store *st, struct document_file *f, FILE **out, struct err_note *note)
{
	char dir[560];
	int fd;

	folder_of(st, dir, sizeof dir);
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return failed(note);
	snprintf(f->temp, sizeof f->temp, "%s/" HALF "XXXXXX", dir);
	fd = mkostemp(f->temp, O_CLOEXEC);
	if (fd < 0) {
		f->temp[0] = '\0';
		return failed(note);
	}
	*out = fdopen(fd, "w+");
	if (*out == NULL) {
		close(fd);
		document_file_drop(f);
		return failed(note);
	}
	return ERR_OK;
}

static enum err
pour(FILE *in, FILE *out, int64_t max, struct document_file *f, struct err_note *note)
{
	unsigned char *chunk = xmalloc(CHUNK), hash[HASH_SIZE];
	struct hash_state h;
	enum err e = ERR_OK;
	size_t n;

	hash_init(&h);
	while (e == ERR_OK && (n = fread(chunk, 1, CHUNK, in)) > 0) {
		hash_add_raw(&h, chunk, n);
		f->size += (int64_t)n;
		if (f->size > max)
			e = err_set(note, ERR_LIMIT, "", _("A document has at most %lld MB."),
			    (long long)(max / (1024 * 1024)));
		else if (fwrite(chunk, 1, n, out) != n)
			e = failed(note);
	}
	if (e == ERR_OK && ferror(in))
		e = err_set(note, ERR_IO, "", _("The document could not be read to its end."));
	if (e == ERR_OK && (fflush(out) != 0 || fsync(fileno(out)) != 0))
		e = failed(note);
	hash_end(&h, hash);
	hash_hex(hash, f->hash);
	free(chunk);
	return e;
}

enum err
document_file_take(struct store *st, FILE *in, int64_t max, struct document_file *f,
    struct err_note *note)
{
	FILE *out;
	enum err e;

	*f = (struct document_file){ .size = 0 };
	e = open_half(st, f, &out, note);
	if (e != ERR_OK)
		return e;
	e = pour(in, out, max, f, note);
	if (e == ERR_OK)
		document_type_of(out, &f->type);
	if (fclose(out) != 0 && e == ERR_OK)
		e = failed(note);
	if (e != ERR_OK)
		document_file_drop(f);
	return e;
}

enum err
document_file_keep(struct store *st, struct document_file *f, struct err_note *note)
{
	char path[720], dir[560];
	enum err e;

	folder_of(st, dir, sizeof dir);
	path_of(st, f->hash, path, sizeof path);
	e = make_folders(path, strlen(dir) + 1, note);
	if (e != ERR_OK)
		return e;
	/* link: a content that is there already is the same one, and stays */
	if (link(f->temp, path) != 0 && errno != EEXIST)
		return failed(note);
	document_file_drop(f);
	return durable_name(path) ? ERR_OK : failed(note);
}

void
document_file_drop(struct document_file *f)
{
	int keep = errno;

	if (f->temp[0] != '\0')
		unlink(f->temp);
	f->temp[0] = '\0';
	errno = keep;
}

enum err
document_file_open(struct store *st, const char *hash, FILE **out, struct err_note *note)
{
	char path[720];

	path_of(st, hash, path, sizeof path);
	*out = fopen(path, "re");
	if (*out == NULL)
		return err_set(note, errno == ENOENT ? ERR_NOTFOUND : ERR_IO, "",
		    _("The content of the document is missing: %s"), strerror(errno));
	return ERR_OK;
}

enum err
document_file_copy(struct store *st, const char *hash, int64_t size, FILE *out,
    struct err_note *note)
{
	unsigned char *chunk, sum[HASH_SIZE];
	char found[HASH_HEX_SIZE];
	struct hash_state h;
	int64_t all = 0;
	FILE *in;
	size_t n;
	enum err e = document_file_open(st, hash, &in, note);

	if (e != ERR_OK)
		return e;
	chunk = xmalloc(CHUNK);
	hash_init(&h);
	while (e == ERR_OK && (n = fread(chunk, 1, CHUNK, in)) > 0) {
		hash_add_raw(&h, chunk, n);
		all += (int64_t)n;
		if (out != NULL && fwrite(chunk, 1, n, out) != n)
			e = failed(note);
	}
	if (e == ERR_OK && ferror(in))
		e = err_set(note, ERR_IO, "", _("The document could not be read to its end."));
	hash_end(&h, sum);
	if (e == ERR_OK && (all != size || !str_eq(hash_hex(sum, found), hash)))
		e = err_set(note, ERR_CONFLICT, "",
		    _("The content of the document is not what was stored."));
	free(chunk);
	fclose(in);
	return e;
}

void
document_file_remove(struct store *st, const char *hash)
{
	char path[720];

	path_of(st, hash, path, sizeof path);
	unlink(path);
}

/* ---- all files ---- */

static bool
is_hex(const char *s, size_t len)
{
	return strlen(s) == len && strspn(s, "0123456789abcdef") == len;
}

struct walk {
	void (*each)(void *arg, const char *hash, const char *path);
	void *arg;
};

/* depth 0: documents/, 1 and 2: the two levels, whose files lie in the second. */
static void
walk_folder(const struct walk *w, const char *path, int depth)
{
	DIR *d = opendir(path);
	const struct dirent *entry;
	char sub[1024];

	if (d == NULL)
		return;
	while ((entry = readdir(d)) != NULL) {
		snprintf(sub, sizeof sub, "%s/%.255s", path, entry->d_name);
		if (depth < 2 && is_hex(entry->d_name, 2))
			walk_folder(w, sub, depth + 1);
		else if (depth == 2 && is_hex(entry->d_name, HASH_HEX_SIZE - 1))
			w->each(w->arg, entry->d_name, sub);
		else if (depth == 0 && str_starts(entry->d_name, HALF))
			w->each(w->arg, "", sub);
	}
	closedir(d);
}

enum err
document_file_each(struct store *st,
    void (*each)(void *arg, const char *hash, const char *path), void *arg,
    struct err_note *note)
{
	struct walk w = { each, arg };
	char dir[560];

	folder_of(st, dir, sizeof dir);
	if (access(dir, F_OK) == 0 && access(dir, R_OK | X_OK) != 0)
		return err_set(note, ERR_IO, "", _("The folder of the documents cannot be read."));
	walk_folder(&w, dir, 0);
	return ERR_OK;
}
