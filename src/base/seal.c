#include "base/seal.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include <sodium.h>

static_assert(SEAL_NONCE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "another nonce");
static_assert(SEAL_TAG == crypto_aead_xchacha20poly1305_ietf_ABYTES, "another tag");
static_assert(SEAL_TAG == crypto_onetimeauth_poly1305_BYTES, "another tag");
static_assert(SEAL_ABOUT <= 64 - crypto_onetimeauth_poly1305_KEYBYTES, "no room");

/* XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03, RFC 8439 2.8): a key from key and nonce, the
 * stream of which gives the tag's key in its first block and what hides the text in the others. */
static void
stream(const unsigned char *in, unsigned char *out, size_t len, const unsigned char *nonce,
    const unsigned char *key)
{
	unsigned char sub[crypto_core_hchacha20_OUTPUTBYTES];
	unsigned char rest[crypto_stream_chacha20_ietf_NONCEBYTES] = { 0 };

	crypto_core_hchacha20(sub, nonce, key, NULL);
	memcpy(rest + 4, nonce + crypto_core_hchacha20_INPUTBYTES, 8);
	crypto_stream_chacha20_ietf_xor_ic(out, in, len, rest, 0, sub);
	sodium_memzero(sub, sizeof(sub));
}

static void
put_length(unsigned char *p, size_t len)
{
	for (int i = 0; i < 8; i++)
		p[i] = (unsigned char)((uint64_t)len >> (8 * i));
}

/* Over what it is about, the sealed text and both lengths: the first goes to the end of the block
 * before the text, of which a tag's key is no longer part. */
static void
make_tag(unsigned char *in, const unsigned char tag_key[32], const void *about, size_t about_len,
    size_t len, unsigned char tag[SEAL_TAG])
{
	size_t lead = (about_len + 15) / 16 * 16, pad = (16 - len % 16) % 16;
	unsigned char *end = in + 64 + len;

	assert(about_len <= SEAL_ABOUT && len <= SEAL_PAGE);
	memset(in + 64 - lead, 0, lead);
	memcpy(in + 64 - lead, about, about_len);
	memset(end, 0, pad);
	put_length(end + pad, about_len);
	put_length(end + pad + 8, len);
	crypto_onetimeauth_poly1305(tag, in + 64 - lead, lead + len + pad + 16, tag_key);
}

void
seal_lock(struct seal_page *p, const unsigned char key[SEAL_KEY],
    const unsigned char nonce[SEAL_NONCE], const void *about, size_t about_len, size_t len,
    unsigned char tag[SEAL_TAG])
{
	unsigned char tag_key[crypto_onetimeauth_poly1305_KEYBYTES];

	memset(p->in, 0, 64);
	stream(p->in, p->in, 64 + len, nonce, key);
	memcpy(tag_key, p->in, sizeof(tag_key));
	make_tag(p->in, tag_key, about, about_len, len, tag);
	sodium_memzero(tag_key, sizeof(tag_key));
}

bool
seal_unlock(struct seal_page *p, const unsigned char key[SEAL_KEY],
    const unsigned char nonce[SEAL_NONCE], const void *about, size_t about_len, size_t len,
    const unsigned char tag[SEAL_TAG])
{
	unsigned char mine[SEAL_TAG];
	bool good;

	memset(p->in, 0, 64);
	stream(p->in, p->out, 64 + len, nonce, key);
	make_tag(p->in, p->out, about, about_len, len, mine);
	good = crypto_verify_16(mine, tag) == 0;
	sodium_memzero(p->out, good ? 64 : 64 + len);
	return good;
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
