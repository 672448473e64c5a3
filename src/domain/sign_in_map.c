/* Groups of Unix, LDAP or whatever PAM stack let somebody in, as groups of Quen:
 * signin.group_map = "staff=sales,wheel=admin". A user who comes in so is in exactly those groups
 * of the right side that the left side gives; groups that the map does not name stay. */
#include "domain/sign_in_parts.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/record_store.h"
#include "store/setting.h"

#define PAIR 130

/* Splits "left=right"; false when it is none. */
static bool
split(char *pair, const char **left, const char **right)
{
	char *eq = strchr(pair, '=');

	if (eq == NULL || eq == pair || eq[1] == '\0')
		return false;
	*eq = '\0';
	*left = pair;
	*right = eq + 1;
	return true;
}

/* Is the group on the right side of the map; *given: and on the left what the user has. */
static bool
is_mapped(const char *map, const char *group, const char *groups, bool *given)
{
	const char *left, *right;
	char pair[PAIR];
	bool found = false;

	*given = false;
	while (str_next(&map, ',', pair, sizeof(pair))) {
		if (!split(pair, &left, &right) || strcmp(right, group) != 0)
			continue;
		found = true;
		if (str_in_list(groups, left))
			*given = true;
	}
	return found;
}

static void
add(struct strbuf *b, const char *group)
{
	if (!str_in_list(strbuf_str(b), group))
		strbuf_addf(b, "%s%s", b->len > 0 ? "," : "", group);
}

/* *any: the map gives at least one. */
static void
new_groups(const char *map, const char *now, const char *groups, struct strbuf *b, bool *any)
{
	const char *left, *right, *rest = now;
	char pair[PAIR];
	bool given;

	*any = false;
	while (str_next(&rest, ',', pair, sizeof(pair)))
		if (!is_mapped(map, pair, groups, &given))
			add(b, pair);
	rest = map;
	while (str_next(&rest, ',', pair, sizeof(pair)))
		if (split(pair, &left, &right) && str_in_list(groups, left)) {
			add(b, right);
			*any = true;
		}
}

static enum err
create(struct store *st, const char *user, const char *groups, struct err_note *note)
{
	struct record *r = record_new(model_entity(store_model(st), "user"));
	enum err e;

	record_preset(r, store_format(st), clock_today());
	record_set_text(r, "code", user);
	record_set_text(r, "name", user);
	record_set_text(r, "groups", groups);
	record_set_int(r, "active", 1);
	e = record_check(r, note);
	if (e == ERR_OK)
		e = record_insert(st, r, note);
	record_free(r);
	return e;
}

enum err
sign_map_groups(struct store *st, const char *user, const char *groups, bool exists,
    struct err_note *note)
{
	const char *map = setting_text(st, "signin.group_map");
	const struct entity *en = model_entity(store_model(st), "user");
	struct record *base = NULL, *edited;
	struct strbuf b = { 0 };
	bool any;
	enum err e;

	if (!exists) {
		new_groups(map, "", groups, &b, &any);
		e = any && setting_bool(st, "signin.create_users") ?
		    create(st, user, strbuf_str(&b), note) : ERR_OK;
		strbuf_fini(&b);
		return e;
	}
	if ((e = record_load_code(st, en, user, &base, note)) != ERR_OK)
		return e;
	new_groups(map, record_text(base, "groups"), groups, &b, &any);
	if (strcmp(record_text(base, "groups"), strbuf_str(&b)) != 0) {
		edited = record_copy(base);
		record_set_text(edited, "groups", strbuf_str(&b));
		e = record_update(st, base, edited, NULL, note);
		record_free(edited);
	}
	record_free(base);
	strbuf_fini(&b);
	return e;
}
