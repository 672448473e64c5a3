#include "config.h"

#include "screens/list_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "screens/records.h"
#include "store/record_store.h"

bool
list_view_can_sort(void *ctx, const struct entity *e, const struct field *f)
{
	struct session *s = ctx;

	return list_can_sort(e, f) && access_sees(s->a, f);
}

char *
list_view_place(void *ctx, const struct entity *e, const struct browse_order *order, int64_t id)
{
	struct session *s = ctx;
	struct list_query q = { .entity = e };
	struct list_anchor at = { 0 };
	struct record *r;
	char *key = NULL;

	records_order(&q, order);
	if (session_read(s, NULL) != ERR_OK)
		return NULL;
	if (record_load(s->st, e, id, &r, NULL) == ERR_OK) {
		list_row_anchor(s->st, &q, r, &at);
		key = records_anchor(&at.key, at.id);
		value_fini(&at.key);
		record_free(r);
	}
	session_done(s);
	return key;
}

static void
view_name(const struct entity *e, char *name, size_t size)
{
	snprintf(name, size, "list.%s", e->name);
}

static void
read_view(const struct entity *e, const json_t *o, struct browse_view *v)
{
	const char *sort = json_string_value(json_object_get(o, "sort"));
	const json_t *hidden = json_object_get(o, "hidden");
	size_t i;
	const json_t *one;

	if (sort != NULL) {
		v->order.desc = sort[0] == '-';
		v->order.sort = entity_field(e, sort + v->order.desc);
	}
	json_array_foreach(hidden, i, one) {
		const char *name = json_string_value(one);
		const struct field *f = name != NULL ? entity_field(e, name) : NULL;

		if (f != NULL && v->nhidden < LIST_COLUMNS_MAX)
			v->hidden[v->nhidden++] = f;
	}
}

void
list_view_load(void *ctx, const struct entity *e, struct browse_view *v)
{
	struct session *s = ctx;
	char name[80], *body = NULL;
	json_t *o = NULL;

	memset(v, 0, sizeof *v);
	view_name(e, name, sizeof name);
	/* Without it the list is as it begins: no reason not to open it. */
	if (session_read(s, NULL) != ERR_OK)
		return;
	if (actor_view_load(s->st, name, &body, NULL) == ERR_OK && body != NULL &&
	    json_parse_object(body, strlen(body), &o, NULL) == ERR_OK)
		read_view(e, o, v);
	session_done(s);
	json_decref(o);
	free(body);
}

enum err
list_view_save(void *ctx, const struct entity *e, const struct browse_view *v,
    struct err_note *note)
{
	struct session *s = ctx;
	char name[80], *body = NULL;
	enum err err;

	view_name(e, name, sizeof name);
	if (v->order.sort != NULL || v->nhidden > 0) {
		json_t *o = json_object(), *hidden = json_array();

		if (v->order.sort != NULL)
			json_object_set_new(o, "sort", json_sprintf("%s%s", v->order.desc ? "-" : "",
			    v->order.sort->name));
		for (size_t i = 0; i < v->nhidden; i++)
			json_array_append_new(hidden, json_string(v->hidden[i]->name));
		json_object_set_new(o, "hidden", hidden);
		body = json_text(o);
		json_decref(o);
	}
	err = session_write(s, note);
	if (err == ERR_OK)
		err = session_end(s, actor_view_save(s->st, name, body, note), note);
	free(body);
	return err;
}
