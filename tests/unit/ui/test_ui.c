#include "test_ui.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"

static struct keymap *keys;
static struct model *model;

const char *
test_path(const char *name)
{
	static char path[1024];
	const char *dir = getenv("srcdir");

	snprintf(path, sizeof path, "%s/%s", dir != NULL ? dir : ".", name);
	return path;
}

const struct keymap *
test_keys(void)
{
	struct err_note note = { 0 };

	if (keys == NULL && keymap_load(test_path("keymaps/default.keys"), &keys, &note) != ERR_OK)
		fail_msg("%s", note.text);
	return keys;
}

const struct format *
test_format(void)
{
	static struct format fm;

	fm.locale = locale_find("vi");
	fm.currency = currency_find("VND");
	fm.country = "84";
	return &fm;
}

static const char person[] =
    "entity person {\n"
    "	title = 'Person'  plural = 'People'  code = 'PE'  function = 'customer'\n"
    "	field code { label = 'Code'  type = 'code'  width = 8  required = true  unique = true }\n"
    "	field name { label = 'Full name'  type = 'text'  width = 30  required = true }\n"
    "	field sex { label = 'Sex'  type = 'choice'  choices = 'male,female' }\n"
    "	field phone { label = 'Phone'  type = 'phone'  width = 14 }\n"
    "	field born { label = 'Born'  type = 'birth'  width = 10 }\n"
    "	field city { label = 'City'  type = 'ref'  entity = 'city'  width = 6 }\n"
    "	field credit { label = 'Credit'  type = 'money'  width = 14  clear_on_type = true }\n"
    "	field mails { label = 'Wants mail'  type = 'bool' }\n"
    "	field since { label = 'Since'  type = 'day' }\n"
    "	field note { label = 'Note'  type = 'note'  width = 40 }\n"
    "}\n"
    "list person { sort = 'name'\n"
    "	column code { priority = 1 }\n"
    "	column name { priority = 1  grow = true }\n"
    "	column phone { priority = 2 }\n"
    "	column credit { priority = 3 }\n"
    "	column city { priority = 4 }\n"
    "}\n"
    "form person {\n"
    "	page main { title = 'Main'\n"
    "		row('code', 'sex')\n		row('name')\n		row('phone', 'born')\n"
    "		row('city', 'since')\n		row('credit')\n		row('note')\n"
    "	}\n"
    "	page more { title = 'More'\n		row('mails')\n"
    "	}\n"
    "}\n";
static const char city[] =
    "entity city {\n"
    "	title = 'City'  plural = 'Cities'  code = 'CY'  function = 'catalog'\n"
    "	field code { label = 'Code'  type = 'code'  width = 6  required = true  unique = true }\n"
    "	field name { label = 'Name'  type = 'text'  width = 30 }\n"
    "}\n"
    "list city { sort = 'name'\n	column code { priority = 1 }\n	column name { priority = 1 }\n}\n"
    "form city { page main { title = 'Main'\n		row('code')\n		row('name')\n	} }\n";

static void
write_form(const char *dir, const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s.form", dir, name);
	f = fopen(path, "w");
	if (f == NULL)
		exit(1);
	fputs(text, f);
	fclose(f);
	(void)chmod(path, 0644);
}

const struct entity *
test_person(void)
{
	struct err_note note = { 0 };
	char dir[64], path[128];
	enum err err;

	if (model != NULL)
		return model_entity(model, "person");
	snprintf(dir, sizeof dir, "ui-forms-%ld", (long)getpid());
	(void)mkdir(dir, 0755);
	write_form(dir, "person", person);
	write_form(dir, "city", city);
	err = model_load(dir, NULL, &model, &note);
	snprintf(path, sizeof path, "%s/person.form", dir);
	unlink(path);
	snprintf(path, sizeof path, "%s/city.form", dir);
	unlink(path);
	rmdir(dir);
	if (err != ERR_OK)
		fail_msg("%s", note.text);
	return model_entity(model, "person");
}

struct ui_event
test_key(enum context ctx, int key)
{
	struct ui_event ev = { .kind = EV_KEY, .key = key, .text = "" };

	ev.action = keymap_action(test_keys(), ctx, key);
	return ev;
}

struct ui_event
test_text(const char *text)
{
	struct ui_event ev = { .kind = EV_TEXT, .text = text, .len = strlen(text) };

	if (ev.len == 1)
		ev.key = (unsigned char)text[0];
	return ev;
}

int
main(void)
{
	int failed;

	i18n_set(NULL, "en");
	if (zone_set("Asia/Ho_Chi_Minh") != ERR_OK)
		return 1;
	clock_fix(instant_make(20261121, 14 * 60 + 32));
	failed = test_scan() + test_input() + test_keymap() + test_edit() + test_canvas() +
	    test_form() + test_list() + test_menu() + test_trace() +
	    test_clip() + test_app();
	keymap_free(keys);
	model_free(model);
	return failed != 0;
}
