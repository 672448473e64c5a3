#include "exchange/csv_text.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"

#define CHUNK 65536

enum kind { KIND_UTF8, KIND_UTF16LE, KIND_UTF16BE, KIND_ICONV };

struct csv_text {
	int fd;
	enum kind kind;
	iconv_t conv;
	char name[40];
	char buf[CHUNK];
	size_t len;			/* bytes in buf not yet decoded */
	bool at_end;
};

static enum err
fill(struct csv_text *t, struct err_note *note)
{
	ssize_t n;

	while (!t->at_end && t->len < sizeof(t->buf)) {
		n = read(t->fd, t->buf + t->len, sizeof(t->buf) - t->len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(note, ERR_IO, "", _("The file cannot be read: %s"),
			    strerror(errno));
		if (n == 0)
			t->at_end = true;
		t->len += (size_t)n;
	}
	return ERR_OK;
}

static void
drop(struct csv_text *t, size_t n)
{
	memmove(t->buf, t->buf + n, t->len - n);
	t->len -= n;
}

static bool
starts(const struct csv_text *t, const char *mark, size_t n)
{
	return t->len >= n && memcmp(t->buf, mark, n) == 0;
}

/* Marks first; without one, zero bytes of ASCII letters give UTF-16 away. */
static void
sniff(struct csv_text *t)
{
	size_t even = 0, odd = 0, i, n = t->len < 4096 ? t->len : 4096;

	if (starts(t, "\xef\xbb\xbf", 3)) {
		drop(t, 3);
	} else if (starts(t, "\xff\xfe", 2)) {
		drop(t, 2);
		t->kind = KIND_UTF16LE;
	} else if (starts(t, "\xfe\xff", 2)) {
		drop(t, 2);
		t->kind = KIND_UTF16BE;
	} else {
		for (i = 0; i < n; i++)
			if (t->buf[i] == '\0')
				*(i % 2 == 0 ? &even : &odd) += 1;
		if (odd * 8 > n && even * 4 < odd)
			t->kind = KIND_UTF16LE;
		else if (even * 8 > n && odd * 4 < even)
			t->kind = KIND_UTF16BE;
	}
	str_copy(t->name, sizeof(t->name), t->kind == KIND_UTF16LE ? "UTF-16LE" :
	    t->kind == KIND_UTF16BE ? "UTF-16BE" : "UTF-8");
}

static enum err
choose(struct csv_text *t, const char *encoding, struct err_note *note)
{
	if (str_empty(encoding)) {
		sniff(t);
		return ERR_OK;
	}
	if (str_ieq_ascii(encoding, "utf-8") || str_ieq_ascii(encoding, "utf8") ||
	    str_ieq_ascii(encoding, "utf-16")) {
		sniff(t);
		return ERR_OK;
	}
	str_copy(t->name, sizeof(t->name), encoding);
	if (str_ieq_ascii(encoding, "utf-16le") || str_ieq_ascii(encoding, "utf-16be")) {
		t->kind = encoding[6] == 'l' || encoding[6] == 'L' ? KIND_UTF16LE : KIND_UTF16BE;
		if (starts(t, t->kind == KIND_UTF16LE ? "\xff\xfe" : "\xfe\xff", 2))
			drop(t, 2);
		return ERR_OK;
	}
	t->conv = iconv_open("UTF-8", encoding);
	if (t->conv == (iconv_t)-1)
		return err_set(note, ERR_INVALID, "encoding",
		    _("Unknown encoding \"%s\". Try UTF-8, UTF-16, windows-1258 or GB18030."), encoding);
	t->kind = KIND_ICONV;
	return ERR_OK;
}

/* Takes fd. */
static enum err
start(int fd, const char *encoding, struct csv_text **out, struct err_note *note)
{
	struct csv_text *t = xcalloc(1, sizeof(*t));
	enum err e;

	t->conv = (iconv_t)-1;
	t->fd = fd;
	if ((e = fill(t, note)) == ERR_OK)
		e = choose(t, encoding, note);
	if (e != ERR_OK) {
		csv_text_close(t);
		return e;
	}
	*out = t;
	return ERR_OK;
}

enum err
csv_text_open(const char *path, const char *encoding, struct csv_text **out,
    struct err_note *note)
{
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_set(note, errno == ENOENT ? ERR_NOTFOUND : ERR_IO, "",
		    _("%s cannot be opened: %s"), path, strerror(errno));
	return start(fd, encoding, out, note);
}

enum err
csv_text_open_fd(int fd, const char *encoding, struct csv_text **out, struct err_note *note)
{
	fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		return err_set(note, ERR_IO, "", _("The file cannot be read: %s"), strerror(errno));
	return start(fd, encoding, out, note);
}

void
csv_text_close(struct csv_text *t)
{
	if (t == NULL)
		return;
	if (t->conv != (iconv_t)-1)
		iconv_close(t->conv);
	close(t->fd);
	free(t);
}

static void
put(struct strbuf *to, uint32_t cp)
{
	char out[4];

	strbuf_add_n(to, out, (size_t)utf8_encode(cp, out));
}

static void
decode_utf16(struct csv_text *t, struct strbuf *to)
{
	int hi = t->kind == KIND_UTF16LE ? 1 : 0;
	size_t at = 0;
	uint32_t u, v;

	while (t->len - at >= 2) {
		u = (uint32_t)(unsigned char)t->buf[at + (size_t)hi] << 8 |
		    (unsigned char)t->buf[at + (size_t)(1 - hi)];
		if (u >= 0xd800 && u <= 0xdbff) {
			if (t->len - at < 4) {
				if (!t->at_end)
					break;
				strbuf_add_char(to, '\xff');
				at += 2;
				continue;
			}
			v = (uint32_t)(unsigned char)t->buf[at + 2 + (size_t)hi] << 8 |
			    (unsigned char)t->buf[at + 2 + (size_t)(1 - hi)];
			if (v >= 0xdc00 && v <= 0xdfff) {
				put(to, 0x10000 + ((u - 0xd800) << 10) + (v - 0xdc00));
				at += 4;
				continue;
			}
			strbuf_add_char(to, '\xff');
		} else if (u >= 0xdc00 && u <= 0xdfff) {
			strbuf_add_char(to, '\xff');
		} else {
			put(to, u);
		}
		at += 2;
	}
	if (t->at_end && t->len - at == 1) {
		strbuf_add_char(to, '\xff');
		at++;
	}
	drop(t, at);
}

static void
decode_iconv(struct csv_text *t, struct strbuf *to)
{
	char *in = t->buf, out[4096], *o;
	size_t inleft = t->len, outleft, r;

	while (inleft > 0) {
		o = out;
		outleft = sizeof(out);
		r = iconv(t->conv, &in, &inleft, &o, &outleft);
		strbuf_add_n(to, out, sizeof(out) - outleft);
		if (r != (size_t)-1 || errno == E2BIG)
			continue;
		if (errno == EINVAL && !t->at_end)
			break;			/* a character cut by the end of the buffer */
		strbuf_add_char(to, '\xff');
		in++;
		inleft--;
	}
	if (t->at_end) {	/* encodings like windows-1258 keep a letter back */
		o = out;
		outleft = sizeof(out);
		iconv(t->conv, NULL, NULL, &o, &outleft);
		strbuf_add_n(to, out, sizeof(out) - outleft);
	}
	drop(t, t->len - inleft);
}

enum err
csv_text_more(struct csv_text *t, struct strbuf *to, struct err_note *note)
{
	size_t before = to->len;
	enum err e;

	while (to->len == before) {
		if ((e = fill(t, note)) != ERR_OK)
			return e;
		if (t->len == 0)
			return ERR_NOTFOUND;
		if (t->kind == KIND_UTF8) {
			strbuf_add_n(to, t->buf, t->len);
			t->len = 0;
		} else if (t->kind == KIND_ICONV) {
			decode_iconv(t, to);
		} else {
			decode_utf16(t, to);
		}
	}
	return ERR_OK;
}

const char *
csv_text_encoding(const struct csv_text *t)
{
	return t->name;
}
