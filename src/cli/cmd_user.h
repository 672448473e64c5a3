/* cmd_user.h - the parts of quen user that are about signing in (cmd_user_sign.c). */
#ifndef QUEN_CLI_CMD_USER_H
#define QUEN_CLI_CMD_USER_H

#include "base/mem.h"
#include "cli/cli.h"

/* key CODE [FILE]: lists, adds, with --remove takes away. */
enum err user_key(struct cli *c, const struct args *a, struct err_note *note) MUST_CHECK;
/* keys [CODE]: lines for AuthorizedKeysCommand of sshd. */
enum err user_keys(struct cli *c, const struct args *a, struct err_note *note) MUST_CHECK;
/* totp CODE: sets one-time codes up; --confirm CODE, --off. */
enum err user_totp(struct cli *c, const struct args *a, struct err_note *note) MUST_CHECK;

#endif
