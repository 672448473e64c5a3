#include "config.h"

#include "db/sqlite_crypt.h"

#include <stdlib.h>
#include <string.h>

#include "base/keyring.h"
#include "base/mem.h"
#include "base/seal.h"

#define SEALED (CRYPT_PAGE - CRYPT_RESERVED)
#define PREFIX 16
/* A page's number and the head of the file; a frame's place and the start of its header: the
 * sums in the rest of it SQLite may write anew. */
#define PAGE_ABOUT (1 + 4 + CRYPT_HEAD)
#define FRAME_BOUND 16
#define FRAME_ABOUT (1 + 8 + FRAME_BOUND)

static const unsigned char magic[8] = { 'Q', 'u', 'e', 'n', 'S', 'e', 'a', 'l' };
static const char sqlite_head[CRYPT_HEAD] = "SQLite format 3";

struct crypt {
	unsigned char key[SEAL_KEY];
	unsigned char head[CRYPT_HEAD];
	/* Nonces: random for each time a file is opened, then counted. */
	unsigned char prefix[PREFIX];
	uint64_t count;
	uint32_t id;
};

static void
put_le(unsigned char *p, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		p[i] = (unsigned char)(v >> (8 * i));
}

bool
crypt_is_sealed(const unsigned char head[CRYPT_HEAD], uint32_t *id)
{
	if (memcmp(head, magic, sizeof(magic)) != 0)
		return false;
	*id = (uint32_t)head[8] | (uint32_t)head[9] << 8 | (uint32_t)head[10] << 16 |
	    (uint32_t)head[11] << 24;
	return true;
}

/* Four bytes of a hash tell the wrong key from a damaged page; they give no key away. */
static void
make_head(struct crypt *c)
{
	unsigned char hash[HASH_SIZE];

	memcpy(c->head, magic, sizeof(magic));
	put_le(c->head + 8, c->id, 4);
	seal_hash(c->key, "pages", "", hash);
	memcpy(c->head + 12, hash, 4);
}

enum err
crypt_new(const char *keyring, uint32_t id, bool make, struct crypt **out, struct err_note *note)
{
	struct crypt *c = xcalloc(1, sizeof(*c));
	unsigned newest = 1;
	enum err e = ERR_OK;

	/* A new file begins with the first key of the newest master. */
	if (make && id == 1) {
		e = keyring_count(keyring, true, &newest, note);
		id = (uint32_t)KEYRING_ID(newest, 1);
	}
	if (e == ERR_OK)
		e = keyring_key(keyring, KEYRING_PAGES, id, make, c->key, note);
	if (e != ERR_OK) {
		crypt_free(c);
		return e;
	}
	c->id = id;
	make_head(c);
	secret_random(c->prefix, sizeof(c->prefix));
	*out = c;
	return ERR_OK;
}

void
crypt_free(struct crypt *c)
{
	if (c == NULL)
		return;
	secret_wipe(c, sizeof(*c));
	free(c);
}

uint32_t
crypt_id(const struct crypt *c)
{
	return c->id;
}

bool
crypt_fits(const struct crypt *c, const unsigned char head[CRYPT_HEAD])
{
	return memcmp(c->head, head, CRYPT_HEAD) == 0;
}

/* from: bytes at the start that stay clear. */
static void
seal(struct crypt *c, const unsigned char *about, size_t about_len, const unsigned char *plain,
    unsigned char *out, size_t from)
{
	unsigned char *nonce = out + SEALED;

	memcpy(nonce, c->prefix, PREFIX);
	put_le(nonce + PREFIX, ++c->count, 8);
	seal_lock(c->key, nonce, about, about_len, plain + from, SEALED - from, out + from,
	    nonce + SEAL_NONCE);
}

/* What SQLite sums up for its log ends in zeroes. */
static bool
unseal(const struct crypt *c, const unsigned char *about, size_t about_len, unsigned char *data,
    size_t from)
{
	const unsigned char *nonce = data + SEALED;

	if (!seal_unlock(c->key, nonce, about, about_len, data + from, SEALED - from, data + from,
	    nonce + SEAL_NONCE))
		return false;
	memset(data + SEALED, 0, CRYPT_RESERVED);
	return true;
}

static void
about_page(const struct crypt *c, uint32_t page, unsigned char about[PAGE_ABOUT])
{
	about[0] = 'P';
	put_le(about + 1, page, 4);
	memcpy(about + 5, c->head, CRYPT_HEAD);
}

void
crypt_seal_page(struct crypt *c, uint32_t page, const unsigned char *plain, unsigned char *out)
{
	unsigned char about[PAGE_ABOUT];

	about_page(c, page, about);
	if (page == 1)
		memcpy(out, c->head, CRYPT_HEAD);
	seal(c, about, sizeof(about), plain, out, page == 1 ? CRYPT_HEAD : 0);
}

bool
crypt_open_page(const struct crypt *c, uint32_t page, unsigned char *data)
{
	unsigned char about[PAGE_ABOUT];

	about_page(c, page, about);
	if (page == 1) {
		if (!crypt_fits(c, data) || !unseal(c, about, sizeof(about), data, CRYPT_HEAD))
			return false;
		memcpy(data, sqlite_head, CRYPT_HEAD);
		return true;
	}
	return unseal(c, about, sizeof(about), data, 0) || seal_is_zero(data, CRYPT_PAGE);
}

static void
about_frame(int64_t at, const unsigned char *header, unsigned char about[FRAME_ABOUT])
{
	about[0] = 'W';
	put_le(about + 1, (uint64_t)at, 8);
	memcpy(about + 9, header, FRAME_BOUND);
}

void
crypt_seal_frame(struct crypt *c, int64_t at, const unsigned char header[WAL_FRAME_HEADER],
    const unsigned char *plain, unsigned char *out)
{
	unsigned char about[FRAME_ABOUT];

	about_frame(at, header, about);
	seal(c, about, sizeof(about), plain, out, 0);
}

bool
crypt_open_frame(const struct crypt *c, int64_t at, const unsigned char header[WAL_FRAME_HEADER],
    unsigned char *data)
{
	unsigned char about[FRAME_ABOUT];

	about_frame(at, header, about);
	return unseal(c, about, sizeof(about), data, 0);
}
