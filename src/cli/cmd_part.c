/* quen part NAME: a part of quen serve, which is the only one to call it. */
#include "cli/cli.h"

#include <string.h>
#include <sysexits.h>

#include "access/door.h"
#include "base/i18n.h"
#include "cli/part.h"

static const struct { enum door_part part; int (*main)(void); } parts[] = {
	{ PART_LISTENER, listener_main },
	{ PART_BROKER, broker_main },
	{ PART_IDENTITY, part_identity },
	{ PART_KEEPER, keeper_main },
	{ PART_LAUNCHER, launcher_main },
	{ PART_WORKER, part_worker },
};

int
cmd_part(struct cli *c, const struct args *a)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strcmp(a->words[0], door_part_name(parts[i].part)) == 0)
			return parts[i].main();
	(void)c;
	return say_usage(c, NULL, _("Unknown command: %s"), a->words[0]);
}
