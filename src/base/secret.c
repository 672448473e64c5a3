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
hash_add_raw(struct hash_state *h, const void *p, size_t len)
{
	crypto_generichash_update(state_of(h), p, len);
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

static_assert(SEAL_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES &&
    SEAL_EXTRA == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
    crypto_aead_xchacha20poly1305_ietf_ABYTES, "a seal has another size");

void
secret_seal(const unsigned char key[SEAL_KEY], const char *about, const void *plain, size_t len,
    unsigned char *out)
{
	const size_t nonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;

	randombytes_buf(out, nonce);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + nonce, NULL, plain, len,
	    (const unsigned char *)about, strlen(about), NULL, out, key);
}

bool
secret_open(const unsigned char key[SEAL_KEY], const char *about, const void *sealed,
    size_t len, void *plain)
{
	const size_t nonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
	const unsigned char *p = sealed;

	return len >= SEAL_EXTRA && crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL,
	    p + nonce, len - nonce, (const unsigned char *)about, strlen(about), p, key) == 0;
}

void
key_fingerprint(const void *blob, size_t len, char out[FINGERPRINT_SIZE])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, blob, len);
	memcpy(out, "SHA256:", 7);
	base64_write(hash, sizeof(hash), out + 7, FINGERPRINT_SIZE - 7);
}

bool
base64_read(const char *text, size_t text_len, unsigned char *out, size_t size, size_t *len)
{
	return sodium_base642bin(out, size, text, text_len, NULL, len, NULL,
	    sodium_base64_VARIANT_ORIGINAL) == 0;
}

void
base64_write(const void *p, size_t len, char *out, size_t size)
{
	assert(size >= sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_ORIGINAL_NO_PADDING));
	sodium_bin2base64(out, size, p, len, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

bool
secret_equal(const void *a, const void *b, size_t len)
{
	return sodium_memcmp(a, b, len) == 0;
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
