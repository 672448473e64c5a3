/* hooks.h - rules of single entities that run inside record_insert/update/delete:
 * entity.rules names one. Registered with the store at start (store knows no domain). */
#ifndef QUEN_DOMAIN_HOOKS_H
#define QUEN_DOMAIN_HOOKS_H

#include "store/record_hook.h"

extern const struct record_hook domain_hooks[];	/* ends with a NULL name */

#endif
