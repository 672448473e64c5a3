/* durable.h - what must be on the disk before anybody is told. errno says why not. */
#ifndef QUEN_BASE_DURABLE_H
#define QUEN_BASE_DURABLE_H

#include <stdbool.h>

/* The file or the folder of that name. */
bool durable_path(const char *path);
/* The folder in which path lies: a name is durable only when its folder is. */
bool durable_name(const char *path);

#endif
