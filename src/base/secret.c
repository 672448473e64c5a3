#include "base/secret.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

static_assert(sizeof(crypto_generichash_state) <=
    sizeof(struct hash_state), "hash_state is too small");
static_assert(crypto_pwhash_STRBYTES <= PASSWORD_HASH_SIZE,
    "a password hash does not fit");

enum err
secret_init(void)
{
	return sodium_init() >= 0 ? ERR_OK : ERR_CONFIG;
}

static crypto_generichash_state *
state_of(struct hash_state *h)
{
	return (crypto_generichash_state *)(void *)h->opaque;
}

static void
add_length(struct hash_state *h, uint64_t len)
{
	unsigned char le[8];
	int i;

	for (i = 0; i < 8; i++)
		le[i] = (unsigned char)(len >> (8 * i));
	crypto_generichash_update(state_of(h), le, sizeof le);
}

void
hash_init(struct hash_state *h)
{
	crypto_generichash_init(state_of(h), NULL, 0, HASH_SIZE);
}

void
hash_add(struct hash_state *h, const void *p, size_t len)
{
	add_length(h, len);
	if (len > 0)
		crypto_generichash_update(state_of(h), p, len);
}

void
hash_add_int(struct hash_state *h, int64_t v)
{
	unsigned char le[8];
	int i;

	for (i = 0; i < 8; i++)
		le[i] = (unsigned char)((uint64_t)v >> (8 * i));
	hash_add(h, le, sizeof le);
}

void
hash_add_str(struct hash_state *h, const char *s)
{
	if (s == NULL)
		add_length(h, UINT64_MAX);
	else
		hash_add(h, s, strlen(s));
}

void
hash_end(struct hash_state *h, unsigned char out[HASH_SIZE])
{
	crypto_generichash_final(state_of(h), out, HASH_SIZE);
}

char *
hash_hex(const unsigned char hash[HASH_SIZE], char buf[HASH_HEX_SIZE])
{
	return sodium_bin2hex(buf, HASH_HEX_SIZE, hash, HASH_SIZE);
}

enum err
password_hash(const char *password, char out[PASSWORD_HASH_SIZE])
{
	memset(out, 0, PASSWORD_HASH_SIZE);
	if (crypto_pwhash_str(out, password, strlen(password),
	    crypto_pwhash_OPSLIMIT_INTERACTIVE,
	    crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
		return ERR_BUSY;	/* it needs 64 MiB for a moment */
	return ERR_OK;
}

bool
password_verify(const char *password, const char *hash)
{
	return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

void
secret_random(void *p, size_t len)
{
	randombytes_buf(p, len);
}

uint32_t
secret_random_below(uint32_t n)
{
	return randombytes_uniform(n);
}

void
secret_wipe(void *p, size_t len)
{
	if (p != NULL)
		sodium_memzero(p, len);
}
