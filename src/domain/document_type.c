#include "domain/document_type.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

#define HEAD_SIZE 8192
#define JPEG_SEGMENTS_MAX 500

struct head { unsigned char b[HEAD_SIZE]; size_t n; };

static const struct magic {
	size_t at;
	const char *bytes;
	size_t len;
	const char *type, *suffix;
} magics[] = {
	{ 0, "%PDF-", 5, "application/pdf", "pdf" },
	{ 0, "\x89PNG\r\n\x1a\n", 8, "image/png", "png" },
	{ 0, "\xff\xd8\xff", 3, "image/jpeg", "jpg" },
	{ 0, "GIF87a", 6, "image/gif", "gif" },
	{ 0, "GIF89a", 6, "image/gif", "gif" },
	{ 8, "WEBP", 4, "image/webp", "webp" },
	{ 8, "WAVE", 4, "audio/wav", "wav" },
	{ 0, "BM", 2, "image/bmp", "bmp" },
	{ 0, "II*\0", 4, "image/tiff", "tif" },
	{ 0, "MM\0*", 4, "image/tiff", "tif" },
	{ 4, "ftyp", 4, "video/mp4", "mp4" },
	{ 0, "ID3", 3, "audio/mpeg", "mp3" },
	{ 0, "OggS", 4, "audio/ogg", "ogg" },
	{ 0, "\x1f\x8b", 2, "application/gzip", "gz" },
	{ 0, "7z\xbc\xaf\x27\x1c", 6, "application/x-7z-compressed", "7z" },
	{ 0, "Rar!\x1a\x07", 6, "application/vnd.rar", "rar" },
	{ 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "application/x-ole-storage", "doc" },
	{ 0, "{\\rtf", 5, "application/rtf", "rtf" },
};

/* A zip says by the names in it which program it is of. */
static const struct inside { const char *name, *type, *suffix; } zips[] = {
	{ "word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx" },
	{ "xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx" },
	{ "ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx" },
	{ "opendocument.text", "application/vnd.oasis.opendocument.text", "odt" },
	{ "opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet", "ods" },
};

static bool
holds(const struct head *h, const char *s)
{
	size_t len = strlen(s);

	for (size_t i = 0; i + len <= h->n; i++)
		if (memcmp(h->b + i, s, len) == 0)
			return true;
	return false;
}

static bool
has(const struct head *h, size_t at, const char *bytes, size_t len)
{
	return at + len <= h->n && memcmp(h->b + at, bytes, len) == 0;
}

static int64_t
big(const unsigned char *p, int bytes)
{
	int64_t v = 0;

	for (int i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	return v;
}

static int64_t
little(const unsigned char *p, int bytes)
{
	int64_t v = 0;

	for (int i = bytes - 1; i >= 0; i--)
		v = v << 8 | p[i];
	return v;
}

/* The frame header stands behind any number of segments, which may hold whole thumbnails. */
static void
jpeg_size(FILE *f, struct document_type *t)
{
	unsigned char b[9];

	if (fseek(f, 2, SEEK_SET) != 0)
		return;
	for (int i = 0; i < JPEG_SEGMENTS_MAX && fread(b, 1, 4, f) == 4; i++) {
		bool is_frame = b[1] >= 0xc0 && b[1] <= 0xcf && b[1] != 0xc4 && b[1] != 0xc8 &&
		    b[1] != 0xcc;
		long len = (long)big(b + 2, 2);

		if (b[0] != 0xff || len < 2)
			return;
		if (is_frame) {
			if (fread(b, 1, 5, f) == 5) {
				t->height = big(b + 1, 2);
				t->width = big(b + 3, 2);
			}
			return;
		}
		if (fseek(f, len - 2, SEEK_CUR) != 0)
			return;
	}
}

static void
webp_size(const struct head *h, struct document_type *t)
{
	const unsigned char *b = h->b;

	if (has(h, 12, "VP8X", 4) && h->n >= 30) {
		t->width = little(b + 24, 3) + 1;
		t->height = little(b + 27, 3) + 1;
	} else if (has(h, 12, "VP8L", 4) && h->n >= 25) {
		uint32_t v = (uint32_t)little(b + 21, 4);

		t->width = (v & 0x3fff) + 1;
		t->height = (v >> 14 & 0x3fff) + 1;
	} else if (has(h, 12, "VP8 ", 4) && h->n >= 30) {
		t->width = little(b + 26, 2) & 0x3fff;
		t->height = little(b + 28, 2) & 0x3fff;
	}
}

static void
picture_size(FILE *f, const struct head *h, struct document_type *t)
{
	if (str_eq(t->suffix, "png") && h->n >= 24) {
		t->width = big(h->b + 16, 4);
		t->height = big(h->b + 20, 4);
	} else if (str_eq(t->suffix, "gif") && h->n >= 10) {
		t->width = little(h->b + 6, 2);
		t->height = little(h->b + 8, 2);
	} else if (str_eq(t->suffix, "bmp") && h->n >= 26) {
		int32_t rows = (int32_t)(uint32_t)little(h->b + 22, 4);

		t->width = little(h->b + 18, 4);
		t->height = rows < 0 ? -(int64_t)rows : rows;	/* top-down ones are negative */
	} else if (str_eq(t->suffix, "jpg"))
		jpeg_size(f, t);
	else if (str_eq(t->suffix, "webp"))
		webp_size(h, t);
}

/* Text: valid UTF-8 up to where the head was cut, and no control but white space. */
static bool
is_text(const struct head *h)
{
	size_t n = h->n;

	for (size_t i = 0; i < n; i++)
		if (h->b[i] < 32 && strchr("\t\n\r\f", h->b[i]) == NULL)
			return false;
	/* the last character of a head that is full may be cut in two */
	for (int cut = 0; cut < 4; cut++, n--) {
		if (utf8_is_valid((const char *)h->b, n))
			return true;
		if (h->n < HEAD_SIZE || n == 0)
			return false;
	}
	return false;
}

static bool
known(const struct head *h, struct document_type *t)
{
	if (has(h, 0, "PK\x03\x04", 4)) {
		for (size_t i = 0; i < sizeof zips / sizeof *zips; i++) {
			if (holds(h, zips[i].name)) {
				t->type = zips[i].type;
				t->suffix = zips[i].suffix;
				return true;
			}
		}
		t->type = "application/zip";
		t->suffix = "zip";
		return true;
	}
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
		if (has(h, magics[i].at, magics[i].bytes, magics[i].len)) {
			t->type = magics[i].type;
			t->suffix = magics[i].suffix;
			return true;
		}
	}
	return false;
}

void
document_type_of(FILE *f, struct document_type *t)
{
	struct head h;

	*t = (struct document_type){ "application/octet-stream", "bin", 0, 0 };
	rewind(f);
	h.n = fread(h.b, 1, sizeof h.b, f);
	if (known(&h, t)) {
		picture_size(f, &h, t);
		return;
	}
	if (is_text(&h)) {
		t->type = "text/plain";
		t->suffix = "txt";
	}
}

bool
document_type_is_text(const char *type)
{
	return str_starts(type, "text/");
}
