#include "test_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"

static void
write_forms(const char *dir, const char *const *forms)
{
	char path[128];
	FILE *f;

	assert_int_equal(mkdir(dir, 0755), 0);
	for (; *forms != NULL; forms += 2) {
		snprintf(path, sizeof path, "%s/%s.form", dir, forms[0]);
		f = fopen(path, "w");
		assert_non_null(f);
		fputs(forms[1], f);
		fclose(f);
		assert_int_equal(chmod(path, 0644), 0);
	}
}

static void
remove_forms(const char *dir, const char *const *forms)
{
	char path[128];

	for (; *forms != NULL; forms += 2) {
		snprintf(path, sizeof path, "%s/%s.form", dir, forms[0]);
		unlink(path);
	}
	rmdir(dir);
}

enum err
forms_load(const char *const *forms, const char *const *site, struct model **m,
    struct err_note *note)
{
	char dir[64], over[64];
	enum err e;

	snprintf(dir, sizeof dir, "forms-%ld", (long)getpid());
	snprintf(over, sizeof over, "forms-%ld-site", (long)getpid());
	write_forms(dir, forms);
	if (site != NULL)
		write_forms(over, site);
	e = model_load(dir, site != NULL ? over : NULL, m, note);
	remove_forms(dir, forms);
	if (site != NULL)
		remove_forms(over, site);
	return e;
}

int
main(void)
{
	if (zone_set("Asia/Ho_Chi_Minh") != ERR_OK)
		return 1;
	return test_field() + test_entity() + test_record() != 0;
}
