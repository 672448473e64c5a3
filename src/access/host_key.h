/* host_key.h - the ed25519 key by which clients know this server again. Its own file, never one
 * of the host's /etc/ssh. */
#ifndef QUEN_ACCESS_HOST_KEY_H
#define QUEN_ACCESS_HOST_KEY_H

#include <stddef.h>

#include "base/err.h"

/* Reads the private key at path, or makes one there (mode 0600, its folder 0700).
 *   memory       sealed memory holding the file, close-on-exec; the caller closes it
 *   fingerprint  "SHA256:...", as clients show it
 * ERR_CONFIG: not a key, or somebody else can read it; ERR_IO. */
enum err host_key_open(const char *path, int *memory, char *fingerprint, size_t size,
    struct err_note *note) MUST_CHECK;

/* Its module (base/module.h). */
struct host_key_module {
	enum err (*open)(const char *path, int *memory, char *fingerprint, size_t size,
	    struct err_note *note);
};

struct ssh_key_struct;
/* The key in that memory, NULL when it is none; the caller frees it (ssh_key_free). For nets. */
struct ssh_key_struct *host_key_read(int memory);

#endif
