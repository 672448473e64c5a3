/* sandbox_part.h - the two fences behind sandbox.h that know the kernel. */
#ifndef QUEN_ACCESS_SANDBOX_PART_H
#define QUEN_ACCESS_SANDBOX_PART_H

#include "access/sandbox.h"

/* AddressSanitizer maps terabytes and calls what no list foresees. */
#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_LOOSE 1
#else
#define SANDBOX_LOOSE 0
#endif

/* Landlock: after it only paths (n, and m more) can be opened, of the kernel's ABI as much as
 * there is. false: the kernel has none. */
bool sandbox_files(const struct sandbox_path *paths, size_t n,
    const struct sandbox_path *more, size_t m);

/* seccomp: the system calls of the role. ERR_CONFIG. */
enum err sandbox_calls(enum sandbox_role role) MUST_CHECK;

#endif
