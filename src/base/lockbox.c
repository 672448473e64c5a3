#include "base/lockbox.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "base/i18n.h"

#define CHECK_BYTES 2
#define DIGITS 55			/* (32 + 2) * 8 bits by five, rounded up */

static_assert(LOCKBOX_KEY == crypto_box_PUBLICKEYBYTES && LOCKBOX_KEY == crypto_box_SECRETKEYBYTES &&
    LOCKBOX_KEY == crypto_sign_PUBLICKEYBYTES && LOCKBOX_KEY == crypto_sign_SEEDBYTES &&
    LOCKBOX_EXTRA == crypto_box_SEALBYTES && LOCKBOX_SALT == crypto_pwhash_SALTBYTES &&
    SIGNATURE_SIZE == crypto_sign_BYTES, "libsodium has other sizes");

void
lockbox_public(const unsigned char secret[LOCKBOX_KEY], unsigned char pub[LOCKBOX_KEY])
{
	crypto_scalarmult_base(pub, secret);
}

void
lockbox_seal(const unsigned char pub[LOCKBOX_KEY], const void *p, size_t len, unsigned char *out)
{
	int rc = crypto_box_seal(out, p, len, pub);

	assert(rc == 0);
	(void)rc;
}

bool
lockbox_open(const unsigned char secret[LOCKBOX_KEY], const void *sealed, size_t len, void *p)
{
	unsigned char pub[LOCKBOX_KEY];

	if (len < LOCKBOX_EXTRA)
		return false;
	lockbox_public(secret, pub);
	return crypto_box_seal_open(p, sealed, len, pub, secret) == 0;
}

enum err
lockbox_stretch(const char *words, const unsigned char salt[LOCKBOX_SALT], int64_t *passes,
    int64_t *memory, unsigned char secret[LOCKBOX_KEY], struct err_note *note)
{
	if (*passes == 0) {
		*passes = crypto_pwhash_OPSLIMIT_MODERATE;
		*memory = crypto_pwhash_MEMLIMIT_MODERATE;
	}
	if (crypto_pwhash(secret, LOCKBOX_KEY, words, strlen(words), salt,
	    (unsigned long long)*passes, (size_t)*memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return err_set(note, ERR_BUSY, "",
		    _("There is not enough memory free for a passphrase (%d MB)."),
		    (int)(*memory / (1024 * 1024)));
	return ERR_OK;
}

/* Crockford's base 32: no I, L, O, U. */
static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void
check_of(const unsigned char secret[LOCKBOX_KEY], unsigned char check[CHECK_BYTES])
{
	unsigned char hash[16];

	crypto_generichash(hash, sizeof hash, secret, LOCKBOX_KEY, NULL, 0);
	memcpy(check, hash, CHECK_BYTES);
	secret_wipe(hash, sizeof hash);
}

void
lockbox_text(const unsigned char secret[LOCKBOX_KEY], char text[LOCKBOX_TEXT])
{
	unsigned char all[LOCKBOX_KEY + CHECK_BYTES + 1] = { 0 };
	size_t n = 0;

	memcpy(all, secret, LOCKBOX_KEY);
	check_of(secret, all + LOCKBOX_KEY);
	for (size_t i = 0; i < DIGITS; i++) {
		size_t bit = i * 5;
		unsigned two = (unsigned)(all[bit / 8] << 8) | all[bit / 8 + 1];

		if (i > 0 && i % 5 == 0)
			text[n++] = '-';
		text[n++] = digits[two >> (11 - bit % 8) & 31];
	}
	text[n] = '\0';
	assert(n < LOCKBOX_TEXT);
	secret_wipe(all, sizeof all);
}

static int
digit_of(char c)
{
	const char *p;

	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	p = c != '\0' ? strchr(digits, c) : NULL;
	return p != NULL ? (int)(p - digits) : -1;
}

enum err
lockbox_read_text(const char *text, unsigned char secret[LOCKBOX_KEY], struct err_note *note)
{
	unsigned char all[LOCKBOX_KEY + CHECK_BYTES + 1] = { 0 }, check[CHECK_BYTES];
	size_t n = 0;
	bool ok = true;

	for (; *text != '\0' && ok; text++) {
		int v = digit_of(*text);

		if (strchr(" -\t\r\n.", *text) != NULL)
			continue;
		ok = v >= 0 && n < DIGITS;
		for (int b = 0; ok && b < 5; b++)
			if (v >> (4 - b) & 1)
				all[(n * 5 + (size_t)b) / 8] |= (unsigned char)(0x80 >> (n * 5 + (size_t)b) % 8);
		n++;
	}
	check_of(all, check);
	ok = ok && n == DIGITS && memcmp(check, all + LOCKBOX_KEY, CHECK_BYTES) == 0;
	if (ok)
		memcpy(secret, all, LOCKBOX_KEY);
	secret_wipe(all, sizeof all);
	return ok ? ERR_OK : err_set(note, ERR_INVALID, "key",
	    _("This is not a recovery key: eleven groups of five letters and digits. A letter may be wrong."));
}

void
sign_public(const unsigned char seed[LOCKBOX_KEY], unsigned char pub[LOCKBOX_KEY])
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES];

	crypto_sign_seed_keypair(pub, secret, seed);
	secret_wipe(secret, sizeof secret);
}

void
sign_bytes(const unsigned char seed[LOCKBOX_KEY], const void *p, size_t len,
    unsigned char signature[SIGNATURE_SIZE])
{
	unsigned char pub[LOCKBOX_KEY], secret[crypto_sign_SECRETKEYBYTES];

	crypto_sign_seed_keypair(pub, secret, seed);
	crypto_sign_detached(signature, NULL, p, len, secret);
	secret_wipe(secret, sizeof secret);
}

bool
sign_check(const unsigned char pub[LOCKBOX_KEY], const void *p, size_t len,
    const unsigned char signature[SIGNATURE_SIZE])
{
	return crypto_sign_verify_detached(signature, p, len, pub) == 0;
}

bool
hex_read(const char *text, unsigned char *p, size_t len)
{
	size_t got = 0;
	const char *end = NULL;

	return text != NULL && strlen(text) == 2 * len &&
	    sodium_hex2bin(p, len, text, 2 * len, NULL, &got, &end) == 0 && got == len;
}

char *
hex_write(const void *p, size_t len, char *buf)
{
	return sodium_bin2hex(buf, 2 * len + 1, p, len);
}
