/* Wrong forms are refused with the line and the reason in their first line,
 * "# expect: ...": one file a mistake, read as thing.form beside a right one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/entity.h"

#define FILES_MAX 200

static const char other_form[] =
    "entity other {\n\ttitle = 'Other'\n\tcode = 'OT'\n"
    "\tfield code { label = 'Code'  type = 'code'  unique = true }\n"
    "\tfield name { label = 'Name'  type = 'text' }\n}\n";

static char dir[] = "/tmp/quen-bad-forms-XXXXXX";
static char thing[sizeof(dir) + 16], other[sizeof(dir) + 16];

static void
write_file(const char *path, const char *text, size_t len)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static int
setup(void **state)
{
	(void)state;
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(thing, sizeof(thing), "%s/thing.form", dir);
	snprintf(other, sizeof(other), "%s/other.form", dir);
	write_file(other, other_form, sizeof(other_form) - 1);
	i18n_set(getenv("QUEN_LOCALE"), "en");
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(thing);
	unlink(other);
	return rmdir(dir);
}

static void
test_bad_form(void **state)
{
	char text[8192], expect[256];
	struct err_note note = { 0 };
	struct model *m = NULL;
	FILE *f = fopen(*state, "rb");
	size_t len;

	assert_non_null(f);
	len = fread(text, 1, sizeof(text) - 1, f);
	text[len] = '\0';
	fclose(f);
	assert_int_equal(sscanf(text, "# expect: %255[^\n]", expect), 1);
	write_file(thing, text, len);
	assert_int_equal(model_load(dir, NULL, &m, &note), ERR_SYNTAX);
	assert_null(m);
	if (strstr(note.text, expect) == NULL)
		fail_msg("expected \"%s\", got \"%s\"", expect, note.text);
}

static int
is_form(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 5 && strcmp(d->d_name + n - 5, ".form") == 0;
}

int
main(void)
{
	struct CMUnitTest tests[FILES_MAX] = { 0 };
	const char *src = getenv("QUEN_SRC");
	char folder[512];
	struct dirent **found;
	int n, status;

	snprintf(folder, sizeof(folder), "%s/tests/bad/forms", src != NULL ? src : ".");
	n = scandir(folder, &found, is_form, alphasort);
	if (n < 1 || n > FILES_MAX)
		return 1;
	for (int i = 0; i < n; i++)
		tests[i] = (struct CMUnitTest) { .name = found[i]->d_name,
			.test_func = test_bad_form,
			.initial_state = xasprintf("%s/%s", folder, found[i]->d_name) };
	status = _cmocka_run_group_tests("bad forms", tests, (size_t)n, setup, teardown);
	for (int i = 0; i < n; i++) {
		free(tests[i].initial_state);
		free(found[i]);
	}
	free(found);
	return status;
}
