#include "base/seal.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

static_assert(SEAL_NONCE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "another nonce");
static_assert(SEAL_TAG == crypto_aead_xchacha20poly1305_ietf_ABYTES, "another tag");

void
seal_lock(const unsigned char key[SEAL_KEY], const unsigned char nonce[SEAL_NONCE],
    const void *about, size_t about_len, const unsigned char *in, size_t len,
    unsigned char *out, unsigned char tag[SEAL_TAG])
{
	crypto_aead_xchacha20poly1305_ietf_encrypt_detached(out, tag, NULL, in, len, about,
	    about_len, NULL, nonce, key);
}

bool
seal_unlock(const unsigned char key[SEAL_KEY], const unsigned char nonce[SEAL_NONCE],
    const void *about, size_t about_len, const unsigned char *in, size_t len,
    unsigned char *out, const unsigned char tag[SEAL_TAG])
{
	return crypto_aead_xchacha20poly1305_ietf_decrypt_detached(out, NULL, in, len, tag, about,
	    about_len, nonce, key) == 0;
}

bool
seal_is_zero(const void *p, size_t len)
{
	return sodium_is_zero(p, len) == 1;
}

void
seal_hash(const unsigned char key[SEAL_KEY], const char *what, const char *text,
    unsigned char hash[HASH_SIZE])
{
	crypto_generichash_state h;

	/* the zero that ends what keeps the two apart */
	crypto_generichash_init(&h, key, SEAL_KEY, HASH_SIZE);
	crypto_generichash_update(&h, (const unsigned char *)what, strlen(what) + 1);
	crypto_generichash_update(&h, (const unsigned char *)text, strlen(text));
	crypto_generichash_final(&h, hash, HASH_SIZE);
	sodium_memzero(&h, sizeof(h));
}
