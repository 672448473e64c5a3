#include "db/sqlite_sums.h"

#include <string.h>

#include "base/seal.h"
#include "db/sqlite_crypt.h"

#define SUMMED (CRYPT_PAGE - CRYPT_RESERVED)
#define PAGE_SIZE_AT 16
#define RESERVED_AT 20
#define SUM_SIZE 8
#define START 0x5155454e

static uint32_t
be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void
put_be32(unsigned char *p, uint32_t v)
{
	p[0] = (unsigned char)(v >> 24);
	p[1] = (unsigned char)(v >> 16);
	p[2] = (unsigned char)(v >> 8);
	p[3] = (unsigned char)v;
}

bool
sums_have_room(const unsigned char head[SUMS_HEAD])
{
	return memcmp(head, "SQLite format 3", CRYPT_HEAD) == 0 &&
	    head[PAGE_SIZE_AT] == CRYPT_PAGE >> 8 && head[PAGE_SIZE_AT + 1] == 0 &&
	    head[RESERVED_AT] == CRYPT_RESERVED;
}

/* As SQLite sums up its log. Each step can be undone, so two pages that differ in one word never
 * have the same sum; the number of the page goes in, so no page stands for another. */
static void
sum(uint32_t page, const unsigned char *p, unsigned char out[SUM_SIZE])
{
	uint32_t a = page, b = START;

	for (size_t i = 0; i < SUMMED; i += 8) {
		a += be32(p + i) + b;
		b += be32(p + i + 4) + a;
	}
	put_be32(out, a);
	put_be32(out + 4, b);
}

unsigned char *
sums_put(uint32_t page, const unsigned char *plain, unsigned char *out)
{
	memcpy(out, plain, SUMMED);
	sum(page, plain, out + SUMMED);
	memset(out + SUMMED + SUM_SIZE, 0, CRYPT_RESERVED - SUM_SIZE);
	return out;
}

enum sums_found
sums_check(uint32_t page, const unsigned char *data)
{
	unsigned char now[SUM_SIZE];

	if (seal_is_zero(data + SUMMED, CRYPT_RESERVED))
		return SUMS_NONE;
	sum(page, data, now);
	return memcmp(now, data + SUMMED, SUM_SIZE) == 0 &&
	    seal_is_zero(data + SUMMED + SUM_SIZE, CRYPT_RESERVED - SUM_SIZE) ? SUMS_GOOD : SUMS_BAD;
}
