/* site_reload.h - SIGHUP: the shop's forms, keymaps and reports are read anew. What is wrong is named
 * in the log and on the health screen, and what was right before still holds (store/site.h). */
#ifndef QUEN_CLI_SITE_RELOAD_H
#define QUEN_CLI_SITE_RELOAD_H

#include "store/store.h"

void site_reload(const struct store_paths *p);

#endif
