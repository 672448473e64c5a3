#include "access/host_key.h"

#include "base/module.h"

extern const struct module quen_hostkey MODULE_WEAK;

enum err
host_key_open(const char *path, int *memory, char *fingerprint, size_t size, struct err_note *note)
{
	const struct host_key_module *m = module_table("hostkey", &quen_hostkey, note);

	*memory = -1;
	return m != NULL ? m->open(path, memory, fingerprint, size, note) : ERR_CONFIG;
}
