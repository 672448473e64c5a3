#include "base/totp.h"

#include <string.h>

#include "base/secret.h"

#define BLOCK 64
#define SHA1_SIZE 20

/* SHA-1 (FIPS 180-4), which libsodium does not have; RFC 6238 asks for it, and inside an HMAC
 * its collisions are no matter. */
struct sha1 { uint32_t h[5]; unsigned char block[BLOCK]; uint64_t len; };

static uint32_t
rotate(uint32_t v, int by)
{
	return v << by | v >> (32 - by);
}

static void
sha1_block(struct sha1 *s)
{
	uint32_t w[80], a = s->h[0], b = s->h[1], c = s->h[2], d = s->h[3], e = s->h[4], f, k, t;
	int i;

	for (i = 0; i < 16; i++)
		w[i] = (uint32_t)s->block[4 * i] << 24 | (uint32_t)s->block[4 * i + 1] << 16 |
		    (uint32_t)s->block[4 * i + 2] << 8 | s->block[4 * i + 3];
	for (; i < 80; i++)
		w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	for (i = 0; i < 80; i++) {
		if (i < 20)
			f = (b & c) | (~b & d), k = 0x5a827999;
		else if (i < 40)
			f = b ^ c ^ d, k = 0x6ed9eba1;
		else if (i < 60)
			f = (b & c) | (b & d) | (c & d), k = 0x8f1bbcdc;
		else
			f = b ^ c ^ d, k = 0xca62c1d6;
		t = rotate(a, 5) + f + e + k + w[i];
		e = d;
		d = c;
		c = rotate(b, 30);
		b = a;
		a = t;
	}
	s->h[0] += a;
	s->h[1] += b;
	s->h[2] += c;
	s->h[3] += d;
	s->h[4] += e;
	secret_wipe(w, sizeof(w));
}

static void
sha1_init(struct sha1 *s)
{
	*s = (struct sha1){ .h = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 } };
}

static void
sha1_add(struct sha1 *s, const unsigned char *p, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		s->block[s->len++ % BLOCK] = p[i];
		if (s->len % BLOCK == 0)
			sha1_block(s);
	}
}

static void
sha1_end(struct sha1 *s, unsigned char out[SHA1_SIZE])
{
	unsigned char bits[8];
	uint64_t n = s->len * 8;

	for (int i = 0; i < 8; i++)
		bits[i] = (unsigned char)(n >> (56 - 8 * i));
	sha1_add(s, (const unsigned char *)"\x80", 1);
	while (s->len % BLOCK != BLOCK - 8)
		sha1_add(s, (const unsigned char *)"", 1);
	sha1_add(s, bits, sizeof(bits));
	for (int i = 0; i < SHA1_SIZE; i++)
		out[i] = (unsigned char)(s->h[i / 4] >> (24 - 8 * (i % 4)));
	secret_wipe(s, sizeof(*s));
}

/* RFC 2104; the key is never longer than a block here. */
static void
hmac_sha1(const unsigned char *key, size_t len, const unsigned char *text, size_t text_len,
    unsigned char out[SHA1_SIZE])
{
	unsigned char pad[BLOCK];
	struct sha1 s;

	memset(pad, 0x36, sizeof(pad));
	for (size_t i = 0; i < len && i < BLOCK; i++)
		pad[i] ^= key[i];
	sha1_init(&s);
	sha1_add(&s, pad, sizeof(pad));
	sha1_add(&s, text, text_len);
	sha1_end(&s, out);
	for (size_t i = 0; i < BLOCK; i++)
		pad[i] ^= 0x36 ^ 0x5c;
	sha1_init(&s);
	sha1_add(&s, pad, sizeof(pad));
	sha1_add(&s, out, SHA1_SIZE);
	sha1_end(&s, out);
	secret_wipe(pad, sizeof(pad));
}

int64_t
totp_step(int64_t at_ms)
{
	return at_ms / (TOTP_SECONDS * INT64_C(1000));
}

uint32_t
totp_code(const unsigned char *seed, size_t len, int64_t step)
{
	unsigned char counter[8], mac[SHA1_SIZE];
	uint32_t v;
	int at;

	for (int i = 0; i < 8; i++)
		counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
	hmac_sha1(seed, len, counter, sizeof(counter), mac);
	at = mac[SHA1_SIZE - 1] & 15;
	v = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 |
	    (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	secret_wipe(mac, sizeof(mac));
	return v % 1000000;
}

/* Six digits, or more than any code is. */
static uint32_t
typed_code(const char *typed)
{
	uint32_t v = 0;
	int n = 0;

	for (; *typed != '\0'; typed++) {
		if (*typed == ' ')
			continue;
		if (*typed < '0' || *typed > '9' || ++n > TOTP_DIGITS)
			return UINT32_MAX;
		v = v * 10 + (uint32_t)(*typed - '0');
	}
	return n == TOTP_DIGITS ? v : UINT32_MAX;
}

int64_t
totp_find(const unsigned char *seed, size_t len, const char *typed, int64_t now_step,
    int64_t last_step)
{
	uint32_t want = typed_code(typed);
	int64_t found = 0;

	for (int64_t step = now_step - 1; step <= now_step + 1; step++)
		if (totp_code(seed, len, step) == want && step > last_step && found == 0)
			found = step;
	return found;
}

void
totp_base32(const unsigned char seed[TOTP_SEED], char out[TOTP_BASE32_SIZE])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint32_t bits = 0;
	int have = 0;
	size_t n = 0;

	for (size_t i = 0; i < TOTP_SEED; i++) {
		bits = bits << 8 | seed[i];
		for (have += 8; have >= 5; have -= 5)
			out[n++] = digits[bits >> (have - 5) & 31];
	}
	out[n] = '\0';
}
