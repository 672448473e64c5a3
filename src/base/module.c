#include "config.h"

#include "base/module.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

#define PATH_SIZE 512

const char *
module_folder(char *buf, size_t size)
{
	static const char built[] = "/modules";
	ssize_t n = readlink("/proc/self/exe", buf, size);
	char *slash;

	if (n > 0 && (size_t)n < size) {
		buf[n] = '\0';
		slash = strrchr(buf, '/');
		if (slash != NULL && (size_t)(slash - buf) + sizeof(built) <= size) {
			memcpy(slash, built, sizeof(built));
			if (access(buf, X_OK) == 0)
				return buf;
		}
	}
	return str_copy(buf, size, QUEN_MODULEDIR);
}

static const struct module *
load(const char *name)
{
	char folder[PATH_SIZE], path[PATH_SIZE + 64], symbol[64];
	const struct module *m;
	void *object;

	snprintf(path, sizeof(path), "%s/%s.so", module_folder(folder, sizeof(folder)), name);
	snprintf(symbol, sizeof(symbol), "quen_%s", name);
	/* Never closed, so that a second call only finds it. */
	object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	m = object != NULL ? dlsym(object, symbol) : NULL;
	if (m == NULL)
		log_write(LOG_LEVEL_ERROR, "%s", dlerror());
	return m;
}

const void *
module_table(const char *name, const struct module *linked, struct err_note *note)
{
	const struct module *m = linked != NULL ? linked : load(name);

	if (m == NULL) {
		err_set(note, ERR_CONFIG, "", _("A piece of this program cannot be loaded: %s.so. Is the "
		    "installation whole?"), name);
		return NULL;
	}
	if (!str_eq(m->version, PACKAGE_VERSION)) {
		err_set(note, ERR_CONFIG, "", _("The program was upgraded while you worked. Sign out and "
		    "in again, then repeat this."));
		return NULL;
	}
	if (m != linked)
		m->set_hook(mem_hook());
	return m->table;
}
