/* site_part.h - between site.c and site_model.c. */
#ifndef QUEN_STORE_SITE_PART_H
#define QUEN_STORE_SITE_PART_H

#include "store/site.h"

#define SITE_WRONG ".wrong"	/* why, of a file that is wrong now */
#define SITE_SEEN ".seen"	/* which forms were looked at, and how they were */

/* Files of the kept folder, rel with suffix. */
bool site_same(const char *path, const char *text);
void site_put(const struct store_paths *p, const char *rel, const char *suffix, const char *text);
void site_drop(const struct store_paths *p, const char *rel, const char *suffix);

#endif
