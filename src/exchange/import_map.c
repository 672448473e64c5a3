#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "exchange/import_part.h"
#include "report/write_csv.h"
#include "store/actor.h"
#include "store/query.h"

const char *const import_langs[IMPORT_LANGS] = { "en", "vi", "zh_CN" };

/* What other programs call a field, folded. */
static const struct { const char *field, *names; } synonyms[] = {
	{ "code", "ma,ma so,id,customer code,customer id,ma khach,ma khach hang,ma kh,ma hang,ma san pham,sku,编号,编码,客户编号,代码" },
	{ "name", "ho ten,ho va ten,ten,ten khach,ten khach hang,ten hang,ten san pham,full name,fullname,customer,customer name,product name,name,姓名,名称,客户,客户名称,客户姓名,品名" },
	{ "phone", "sdt,so dt,dien thoai,so dien thoai,di dong,dt,tel,telephone,mobile,mobile phone,phone number,cell,手机,手机号,电话,电话号码,联系电话" },
	{ "phone2", "dien thoai 2,sdt 2,dien thoai khac,phone 2,other phone,手机2,电话2" },
	{ "birth", "ngay sinh,sinh nhat,nam sinh,birthday,birth date,date of birth,dob,生日,出生日期" },
	{ "sex", "gioi tinh,phai,gender,性别" },
	{ "email", "e-mail,mail,email address,thu dien tu,电子邮件,邮箱" },
	{ "address", "dia chi,street,地址" },
	{ "note", "ghi chu,notes,remark,remarks,comment,备注" },
	{ "id_number", "cmnd,cccd,so cmnd,so cccd,passport,tax code,ma so thue,mst,证件号,身份证,身份证号" },
	{ "groups", "nhom,nhom khach hang,group,客户组,组" },
	{ "price", "gia,gia ban,don gia,unit price,单价,价格,售价" },
	{ "cost", "gia von,gia nhap,cost price,成本,进价" },
	{ "barcode", "ma vach,ean,upc,gtin,条码,条形码" },
	{ "unit", "dvt,don vi,don vi tinh,uom,单位" },
	{ "category", "danh muc,nhom hang,loai,类别,分类" },
};

/* "  Số ĐT (*):" and "so_dt" are "so dt". */
char *
import_head_fold(const char *head)
{
	char *copy = xstrdup(head), *fold, *paren, *p;
	size_t n;

	if ((paren = strchr(copy, '(')) != NULL && paren != copy)
		*paren = '\0';
	for (p = copy; *p != '\0'; p++)
		if (*p == '_' || *p == '*' || *p == ':')
			*p = ' ';
	fold = utf8_fold(copy);
	free(copy);
	for (p = fold; *p == ' '; p++)
		;
	n = strlen(p);
	while (n > 0 && p[n - 1] == ' ')
		n--;
	copy = xstrndup(p, n);
	free(fold);
	return copy;
}

bool
import_may_fill(const struct actor *a, const struct field *f)
{
	char function[48];
	const char *dot;

	if (f->hidden || f->readonly)
		return false;
	if (str_empty(f->right))
		return true;
	dot = strchr(f->right, '.');
	if (dot == NULL || (size_t)(dot - f->right) >= sizeof(function))
		return false;
	memcpy(function, f->right, (size_t)(dot - f->right));
	function[dot - f->right] = '\0';
	/* Rights of a field are asked as "view"; others would be a new kind. */
	return strcmp(dot + 1, "view") == 0 && access_may(a, function, VERB_VIEW);
}

static bool
is_open(const struct store *st, const struct field *f)
{
	return import_may_fill(store_actor(st), f);
}

static bool
is_taken(const struct import_map *m, const struct field *f)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->columns[i].field == f)
			return true;
	return false;
}

/* Names first, then labels of all languages, then what others call it. */
static const struct field *
guess(const struct entity *e, const char *fold)
{
	char *other;
	size_t i, l;
	bool same;

	for (i = 0; i < e->nfields; i++) {
		other = import_head_fold(e->fields[i].name);
		same = strcmp(other, fold) == 0;
		free(other);
		if (same)
			return &e->fields[i];
	}
	for (l = 0; l < IMPORT_LANGS; l++) {
		i18n_set(NULL, import_langs[l]);
		for (i = 0; i < e->nfields; i++) {
			other = import_head_fold(tr(e->fields[i].label));
			same = strcmp(other, fold) == 0;
			free(other);
			if (same)
				return &e->fields[i];
		}
	}
	for (i = 0; i < sizeof(synonyms) / sizeof(synonyms[0]); i++)
		if (entity_field(e, synonyms[i].field) != NULL && str_in_list(synonyms[i].names, fold))
			return entity_field(e, synonyms[i].field);
	return NULL;
}

size_t
import_map_known(const struct entity *e, const struct csv_row *head)
{
	const char *lang = i18n_lang();
	size_t known = 0;
	char *fold;

	for (size_t i = 0; i < head->n; i++) {
		fold = import_head_fold(head->cells[i]);
		known += fold[0] != '\0' && guess(e, fold) != NULL;
		free(fold);
	}
	i18n_set(NULL, lang);
	return known;
}

static void
load_choices(struct import_map *m, struct import_column *c)
{
	const char *rest;
	char value[64];
	size_t l, cap = 0;

	for (l = 0; l < IMPORT_LANGS; l++) {
		i18n_set(NULL, import_langs[l]);
		rest = c->field->choices;
		while (rest != NULL && str_next(&rest, ',', value, sizeof(value))) {
			char *fold = utf8_fold(field_choice_label(c->field, value));

			c->choices = xgrow(c->choices, &cap, c->nchoices + 1, sizeof(*c->choices));
			c->choices[c->nchoices].fold = arena_strdup(&m->arena, fold);
			c->choices[c->nchoices].value = arena_strdup(&m->arena, value);
			c->nchoices++;
			free(fold);
		}
	}
}

/* A column by its head, else by its number from 1. */
static struct import_column *
find_column(struct import_map *m, const char *name)
{
	char *fold = import_head_fold(name), *other, *end;
	struct import_column *found = NULL;
	size_t i;
	long n;

	for (i = 0; i < m->n && found == NULL; i++) {
		other = import_head_fold(m->columns[i].head);
		if (strcmp(other, fold) == 0)
			found = &m->columns[i];
		free(other);
	}
	free(fold);
	n = strtol(name, &end, 10);
	if (found == NULL && *name != '\0' && *end == '\0' && n >= 1 && (size_t)n <= m->n)
		found = &m->columns[n - 1];
	return found;
}

/* One "column=field"; field "-" leaves the column out. */
static enum err
set_column(struct import_map *m, const struct store *st, const struct entity *e,
    const char *column, const char *field, bool *is_set, struct err_note *note)
{
	struct import_column *c = find_column(m, column);
	const struct field *f = NULL;

	if (c == NULL)
		return err_set(note, ERR_INVALID, "map", _("The file has no column \"%s\"."), column);
	if (strcmp(field, "-") != 0) {
		f = entity_field(e, field);
		if (f == NULL || !is_open(st, f))
			return err_set(note, ERR_INVALID, "map", _("%s has no field \"%s\" to import."),
			    tr(e->title), field);
		if (is_taken(m, f))
			return err_set(note, ERR_INVALID, "map", _("Two columns for \"%s\"."), field);
	}
	c->field = f;
	c->is_left_out = f == NULL;
	is_set[c - m->columns] = true;
	return ERR_OK;
}

static enum err
set_from_text(struct import_map *m, const struct store *st, const struct entity *e,
    const char *text, bool *is_set, struct err_note *note)
{
	char piece[512], *eq;
	enum err err = ERR_OK;

	while (err == ERR_OK && str_next(&text, ',', piece, sizeof(piece))) {
		if ((eq = strrchr(piece, '=')) == NULL)
			return err_set(note, ERR_INVALID, "map",
			    _("\"%s\": write --map column=field,column=field."), piece);
		*eq = '\0';
		err = set_column(m, st, e, piece, eq + 1, is_set, note);
	}
	return err;
}

static enum err
set_from_saved(struct import_map *m, struct store *st, const struct entity *e,
    const char *name, bool *is_set, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "import_map_get",
	    DB_ARGS(DB_TEXT("entity", e->name), DB_TEXT("name", name)), note);
	json_t *body = NULL, *v;
	const char *column;
	enum db_step step;
	enum err err = ERR_OK;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		err = json_parse_object(db_text(q, 0), strlen(db_text(q, 0)), &body, note);
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW)
		return err_set(note, ERR_NOTFOUND, "map",
		    _("There is no saved map \"%s\". Write --map column=field,..."), name);
	/* A saved map may know columns that this file lacks. */
	json_object_foreach(body, column, v)
		if (err == ERR_OK && json_is_string(v) && find_column(m, column) != NULL)
			err = set_column(m, st, e, column, json_string_value(v), is_set, note);
	json_decref(body);
	return err;
}

/* Column by column, as a screen or the user's last import has them. */
static enum err
set_fields(struct import_map *m, const struct store *st, const struct entity *e,
    const struct field *const *fields, size_t n, bool *is_set, struct err_note *note)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct field *f = i < n ? fields[i] : NULL;

		is_set[i] = true;
		if (f == NULL)
			continue;
		if (f->index >= (int)e->nfields || &e->fields[f->index] != f || !is_open(st, f))
			return err_set(note, ERR_INVALID, "map", _("%s has no field \"%s\" to import."),
			    tr(e->title), f->name);
		if (is_taken(m, f))
			return err_set(note, ERR_INVALID, "map", _("Two columns for \"%s\"."), f->name);
		m->columns[i].field = f;
	}
	return ERR_OK;
}

static enum err
set_from_profile(struct import_map *m, struct store *st, const struct entity *e, bool *is_set,
    bool *found, struct err_note *note)
{
	const struct field **fields = NULL;
	enum err err = import_profile_get(st, e, m, &fields, note);

	*found = err == ERR_OK && fields != NULL;
	if (*found)
		err = set_fields(m, st, e, fields, m->n, is_set, note);
	free(fields);
	return err;
}

void
import_map_say_ignored(const struct import_map *m, const struct import_options *o)
{
	struct strbuf b = { 0 };
	size_t i, n = 0;
	char *text;

	for (i = 0; i < m->n; i++)
		if (m->columns[i].field == NULL && !m->columns[i].is_left_out && m->columns[i].head[0] != '\0')
			strbuf_addf(&b, "%s\"%s\"", n++ > 0 ? ", " : "", m->columns[i].head);
	if (n > 0 && o->say != NULL) {
		text = xasprintf(ngettext("Column not known, ignored: %s",
		    "Columns not known, ignored: %s", n), strbuf_str(&b));
		o->say(o->arg, text);
		free(text);
	}
	strbuf_fini(&b);
}

enum err
import_map_check(const struct import_map *m, const struct entity *e, struct err_note *note)
{
	struct strbuf b = { 0 };
	const struct field *f;
	size_t i, mapped = 0;

	for (i = 0; i < m->n; i++)
		mapped += m->columns[i].field != NULL;
	if (mapped == 0) {
		for (i = 0; i < e->nfields; i++)
			if (!e->fields[i].hidden && !e->fields[i].readonly)
				strbuf_addf(&b, "%s%s", b.len > 0 ? ", " : "", e->fields[i].name);
		(void)err_set(note, ERR_INVALID, "",
		    _("No column of the file is known; its first row must name them: %s"), strbuf_str(&b));
		strbuf_fini(&b);
		return ERR_INVALID;
	}
	for (i = 0; i < e->nfields; i++) {
		f = &e->fields[i];
		if (f->required && str_empty(f->preset) && !is_taken(m, f))
			return err_set(note, ERR_INVALID, f->name,
			    _("No column for \"%s\" (%s), which every row needs. Or: --map column=%s"),
			    f->name, tr(f->label), f->name);
	}
	return ERR_OK;
}

enum err
import_map_make(struct import_map *m, struct store *st, const struct entity *e,
    const struct csv_row *head, const struct import_options *o, bool *remembered,
    struct err_note *note)
{
	bool found = false, *is_set = xcalloc(head->n, sizeof(*is_set));
	const char *lang = i18n_lang();
	const struct field *f;
	char *clean, *fold;
	size_t i;
	enum err err = ERR_OK;

	m->n = head->n;
	m->columns = arena_alloc(&m->arena, m->n * sizeof(*m->columns));
	for (i = 0; i < m->n; i++) {
		clean = utf8_clean(csv_unguard(head->cells[i]), strlen(csv_unguard(head->cells[i])), false);
		m->columns[i].is_plain = o->plain;
		m->columns[i].head = arena_strdup(&m->arena, clean != NULL ? clean : "");
		free(clean);
	}
	if (o->fields != NULL)
		err = set_fields(m, st, e, o->fields, o->nfields, is_set, note);
	else if (o->map != NULL && strchr(o->map, '=') != NULL)
		err = set_from_text(m, st, e, o->map, is_set, note);
	else if (o->map != NULL)
		err = set_from_saved(m, st, e, o->map, is_set, note);
	else
		err = set_from_profile(m, st, e, is_set, &found, note);
	if (remembered != NULL)
		*remembered = found;
	for (i = 0; i < m->n && err == ERR_OK; i++) {
		if (is_set[i])
			continue;
		fold = import_head_fold(m->columns[i].head);
		f = guess(e, fold);
		free(fold);
		if (f != NULL && is_open(st, f) && !is_taken(m, f))
			m->columns[i].field = f;
	}
	for (i = 0; i < m->n && err == ERR_OK; i++)
		if (m->columns[i].field != NULL && m->columns[i].field->type == FIELD_CHOICE)
			load_choices(m, &m->columns[i]);
	i18n_set(NULL, lang);
	free(is_set);
	return err;
}

enum err
import_map_save(const struct import_map *m, struct store *st, const struct entity *e,
    const char *name, struct err_note *note)
{
	json_t *body = json_object();
	char *text;
	size_t i;
	enum err err;

	for (i = 0; i < m->n; i++)
		json_object_set_new(body, m->columns[i].head,
		    json_string(m->columns[i].field != NULL ? m->columns[i].field->name : "-"));
	text = json_text(body);
	err = store_run(st, "import_map_put", DB_ARGS(DB_TEXT("entity", e->name),
	    DB_TEXT("name", name), DB_TEXT("body", text)), NULL, note);
	free(text);
	json_decref(body);
	return err;
}

void
import_map_fini(struct import_map *m)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		free(m->columns[i].choices);
	arena_fini(&m->arena);
	*m = (struct import_map) { 0 };
}

const struct import_column *
import_map_column(const struct import_map *m, const char *field)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->columns[i].field != NULL && strcmp(m->columns[i].field->name, field) == 0)
			return &m->columns[i];
	return NULL;
}
