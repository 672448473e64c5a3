/* Landlock by its system calls: the C library has no names for them. Sources: landlock(7),
 * Documentation/userspace-api/landlock.rst. */
#include "access/sandbox_part.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Newer than Debian 12's headers (ABI 3). */
#define FS_TRUNCATE (1ULL << 14)

#define FS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_CHANGE (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
	LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR | \
	LANDLOCK_ACCESS_FS_MAKE_SOCK)
#define FS_NEVER (LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
	LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM)
/* What a rule about a single file may say. */
#define FS_OF_FILE (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | \
	LANDLOCK_ACCESS_FS_EXECUTE | FS_TRUNCATE)

/* The rights that this kernel knows; 0: no Landlock. */
static uint64_t
known(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	uint64_t all = FS_READ | FS_CHANGE | FS_NEVER | LANDLOCK_ACCESS_FS_EXECUTE;

	if (abi < 1)
		return 0;
	if (abi >= 2)
		all |= LANDLOCK_ACCESS_FS_REFER;
	if (abi >= 3)
		all |= FS_TRUNCATE;
	return all;
}

static uint64_t
rights(int use)
{
	uint64_t r = 0;

	if (use & (SANDBOX_READ | SANDBOX_WRITE))
		r |= FS_READ;
	if (use & SANDBOX_WRITE)
		r |= FS_CHANGE | FS_TRUNCATE | LANDLOCK_ACCESS_FS_REFER;
	if (use & SANDBOX_LINK)
		r |= LANDLOCK_ACCESS_FS_MAKE_SYM;
	if (use & SANDBOX_RUN)
		r |= LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE;
	return r;
}

static bool
allow(int set, uint64_t all, const struct sandbox_path *p)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = rights(p->use) & all };
	struct stat st;
	bool ok = true;

	rule.parent_fd = open(p->path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return true;		/* not there: nothing to allow */
	if (fstat(rule.parent_fd, &st) != 0 || !S_ISDIR(st.st_mode))
		rule.allowed_access &= FS_OF_FILE;
	if (rule.allowed_access != 0)
		ok = syscall(SYS_landlock_add_rule, set, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
	close(rule.parent_fd);
	return ok;
}

bool
sandbox_files(const struct sandbox_path *paths, size_t n, const struct sandbox_path *more, size_t m)
{
	struct landlock_ruleset_attr attr = { .handled_access_fs = known() };
	int set;
	bool ok = true;

	if (attr.handled_access_fs == 0)
		return false;
	/* Only the first member: a kernel of ABI 2 knows no more of it. */
	set = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr.handled_access_fs), 0);
	if (set < 0)
		return false;
	for (size_t i = 0; i < n && ok; i++)
		ok = allow(set, attr.handled_access_fs, &paths[i]);
	for (size_t i = 0; i < m && ok; i++)
		ok = allow(set, attr.handled_access_fs, &more[i]);
	ok = ok && syscall(SYS_landlock_restrict_self, set, 0) == 0;
	close(set);
	return ok;
}
