#include "base/seal_stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/i18n.h"
#include "base/mem.h"

#define EXTRA crypto_secretstream_xchacha20poly1305_ABYTES
#define HEADER crypto_secretstream_xchacha20poly1305_HEADERBYTES

struct seal_out {
	int fd;
	crypto_secretstream_xchacha20poly1305_state state;
	char *about;			/* NULL after the first chunk */
	struct hash_state hash;
	int64_t size;
	size_t n;
	unsigned char plain[SEAL_CHUNK], sealed[SEAL_CHUNK + EXTRA];
};

struct seal_in {
	int fd;
	crypto_secretstream_xchacha20poly1305_state state;
	char *about;
	size_t at, n;
	bool is_last;
	unsigned char plain[SEAL_CHUNK], sealed[SEAL_CHUNK + EXTRA];
};

static enum err
write_all(struct seal_out *o, const unsigned char *p, size_t len, struct err_note *note)
{
	hash_add_raw(&o->hash, p, len);
	o->size += (int64_t)len;
	while (len > 0) {
		ssize_t n = write(o->fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return errno == ENOSPC || errno == EDQUOT ?
			    err_set(note, ERR_FULL, "", _("There is no room left on the disk.")) :
			    err_set(note, ERR_IO, "", _("The file cannot be written: %s"), strerror(errno));
		p += n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

enum err
seal_out_new(int fd, const unsigned char key[SEAL_KEY], const char *about, struct seal_out **out,
    struct err_note *note)
{
	struct seal_out *o = xcalloc(1, sizeof *o);
	unsigned char header[HEADER];
	enum err e;

	o->fd = fd;
	o->about = xstrdup(about);
	hash_init(&o->hash);
	crypto_secretstream_xchacha20poly1305_init_push(&o->state, header, key);
	e = write_all(o, header, sizeof header, note);
	if (e != ERR_OK) {
		seal_out_free(o);
		o = NULL;
	}
	*out = o;
	return e;
}

static enum err
push(struct seal_out *o, bool last, struct err_note *note)
{
	unsigned long long n;

	crypto_secretstream_xchacha20poly1305_push(&o->state, o->sealed, &n, o->plain, o->n,
	    (const unsigned char *)o->about, o->about != NULL ? strlen(o->about) : 0,
	    last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
	free(o->about);
	o->about = NULL;
	o->n = 0;
	return write_all(o, o->sealed, (size_t)n, note);
}

enum err
seal_out_add(struct seal_out *o, const void *p, size_t len, struct err_note *note)
{
	const unsigned char *from = p;
	enum err e = ERR_OK;

	while (e == ERR_OK && len > 0) {
		size_t n = SEAL_CHUNK - o->n < len ? SEAL_CHUNK - o->n : len;

		memcpy(o->plain + o->n, from, n);
		o->n += n;
		from += n;
		len -= n;
		/* A full one waits: it may be the last. */
		if (o->n == SEAL_CHUNK && len > 0)
			e = push(o, false, note);
	}
	return e;
}

enum err
seal_out_end(struct seal_out *o, unsigned char hash[HASH_SIZE], int64_t *size,
    struct err_note *note)
{
	enum err e = push(o, true, note);

	if (e != ERR_OK)
		return e;
	hash_end(&o->hash, hash);
	*size = o->size;
	return ERR_OK;
}

void
seal_out_free(struct seal_out *o)
{
	if (o == NULL)
		return;
	free(o->about);
	secret_wipe(o, sizeof *o);
	free(o);
}

/* *n less than len only at the end of the file. */
static enum err
read_all(int fd, unsigned char *p, size_t len, size_t *n, struct err_note *note)
{
	*n = 0;
	while (*n < len) {
		ssize_t got = read(fd, p + *n, len - *n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(note, ERR_IO, "", _("The file cannot be read: %s"), strerror(errno));
		if (got == 0)
			break;
		*n += (size_t)got;
	}
	return ERR_OK;
}

static enum err
cut_short(struct err_note *note)
{
	return err_set(note, ERR_SYNTAX, "", _("The file ends before its end: a part is missing."));
}

enum err
seal_in_new(int fd, const unsigned char key[SEAL_KEY], const char *about, struct seal_in **out,
    struct err_note *note)
{
	struct seal_in *in = xcalloc(1, sizeof *in);
	unsigned char header[HEADER];
	size_t n;
	enum err e = read_all(fd, header, sizeof header, &n, note);

	in->fd = fd;
	in->about = xstrdup(about);
	if (e == ERR_OK && n != sizeof header)
		e = cut_short(note);
	if (e == ERR_OK &&
	    crypto_secretstream_xchacha20poly1305_init_pull(&in->state, header, key) != 0)
		e = err_set(note, ERR_CONFLICT, "", _("The file was changed, or it has another key."));
	if (e != ERR_OK) {
		seal_in_free(in);
		in = NULL;
	}
	*out = in;
	return e;
}

static enum err
pull(struct seal_in *in, struct err_note *note)
{
	unsigned long long plain = 0;
	unsigned char tag = 0;
	size_t n;
	enum err e;

	if (in->is_last)
		return cut_short(note);
	e = read_all(in->fd, in->sealed, sizeof in->sealed, &n, note);
	if (e == ERR_OK && n < EXTRA)
		e = cut_short(note);
	if (e != ERR_OK)
		return e;
	if (crypto_secretstream_xchacha20poly1305_pull(&in->state, in->plain, &plain, &tag,
	    in->sealed, n, (const unsigned char *)in->about,
	    in->about != NULL ? strlen(in->about) : 0) != 0)
		return err_set(note, ERR_CONFLICT, "", _("The file was changed, or it has another key."));
	free(in->about);
	in->about = NULL;
	in->at = 0;
	in->n = (size_t)plain;
	in->is_last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	return ERR_OK;
}

enum err
seal_in_read(struct seal_in *in, void *p, size_t len, struct err_note *note)
{
	unsigned char *to = p;
	enum err e = ERR_OK;

	while (e == ERR_OK && len > 0) {
		size_t n = in->n - in->at < len ? in->n - in->at : len;

		if (n == 0) {
			e = pull(in, note);
			continue;
		}
		memcpy(to, in->plain + in->at, n);
		in->at += n;
		to += n;
		len -= n;
	}
	return e;
}

enum err
seal_in_end(struct seal_in *in, struct err_note *note)
{
	unsigned char more;
	size_t n = 0;
	enum err e = ERR_OK;

	while (e == ERR_OK && !in->is_last && in->at == in->n)
		e = pull(in, note);
	if (e != ERR_OK)
		return e;
	if (in->at < in->n)
		return err_set(note, ERR_CONFLICT, "", _("There is more in the file than it says."));
	e = read_all(in->fd, &more, 1, &n, note);
	if (e == ERR_OK && n > 0)
		e = err_set(note, ERR_CONFLICT, "", _("There is more in the file than it says."));
	return e;
}

void
seal_in_free(struct seal_in *in)
{
	if (in == NULL)
		return;
	free(in->about);
	secret_wipe(in, sizeof *in);
	free(in);
}
