/* Erasing a person against the schema as it is (rule S7, TRUST.md H10): whoever adds a table or a
 * column is asked here. Every table belongs to the customer by a chain of columns, or is named in
 * apart[] with the reason. In those of the first kind each text of the person's rows gets a mark, in
 * the store itself; after erasing none is left, but in what stands in stays[]. */
#include "product.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "db/db.h"
#include "domain/erase.h"

#define TABLES_MAX 200
#define LEVELS 3

/* Tables that no column ties to a customer, and why that is right. */
static const struct { const char *tables, *why; } apart[] = {
	{ "setting epoch id_block number_series schema_version job keep_order backup_lock level_batch",
	    "the program's own" },
	{ "app_user user_group user_groups user_key user_code group_right restore_check till_move",
	    "staff, and what they said of the till" },
	{ "region store till till_session department occupation education industry interest source channel "
	  "customer_group customer_category level card_type product product_category gift holiday suggestion_kind "
	  "churn_kind churn_reason contract_kind doc_template label_format reminder_rule",
	    "catalogs of the shop" },
	{ "earn_rule earn_rule_stores earn_rule_card_types earn_rule_levels earn_rule_groups earn_rule_products "
	  "earn_rule_categories price_rule price_rule_groups price_rule_levels price_rule_stores promotion "
	  "promotion_products promotion_categories topup_rule topup_rule_card_types birthday_bonus",
	    "rules of the shop" },
	{ "day_sum day_tender day_member day_category sum_until sum_day sum_user sum_hour sum_category sum_tender",
	    "sums of many" },
	{ "audit audit_body audit_anchor audit_archive",
	    "the trail: bodies and reasons go by the ids of the person's rows (erase_finish.c)" },
	{ "idem import_batch import_row import_map import_profile",
	    "answers and values from before an import go by the same ids; the others name columns and files" },
	{ "draft hold saved_query stored_query report_set report_schedule",
	    "typed words: found by the words of the person (erase_words.c)" },
	{ "user_view", "how users have their lists: names of columns" },
	{ "doc_issue share", "by entity and row (erase.issues, erase.shares)" },
};

/* Texts of the person's rows that stay, or that are no words of theirs: numbers of documents, words
 * of the program, goods. */
static const char *const stays[] = {
	/* numbers and codes; they name a receipt, not a person */
	"customer.code appointment.number card.number card.replaced_by churn.number contract.number coupon.code "
	"gift_move.number quotation.number sale.series sales_order.number suggestion.number",
	/* goods and prices as they were sold or offered */
	"sale_line.code sale_line.name sale_line.unit sale_line.why sale_line.discount_why quotation_line.code "
	"quotation_line.name quotation_line.unit quotation_line.why order_line.code order_line.name "
	"order_line.unit order_line.why",
	/* words of the program */
	"appointment.state appointment.repeat appointment.weekdays card_event.action contract.status gift_move.op "
	"level_move.why payment.method point_entry.op receipt_print.way receipt_print.target reminder_find.kind "
	"reminder_mark.state sale.why value_entry.op visit_entry.op",
	/* ids and keyed hashes; the record of the erasure itself */
	"customer_merge.body erasure.code erasure.reason erasure.body",
	/* taken away by what they were made of: that is in rule_S7_no_byte_of_the_name_is_left */
	"customer_phone.rev customer.name customer.id_number document.hash",
	NULL
};

struct walk { char *name[TABLES_MAX], *where[TABLES_MAX]; size_t n; sqlite3 *shape; };

/* The store lets nobody ask for its schema: it is made once more in memory. */
static sqlite3 *
make_shape(struct shop *s)
{
	char *all = shop_dump(s, "SELECT sql || ';' FROM sqlite_schema WHERE type = 'table'"
	    " AND sql LIKE 'CREATE TABLE%' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
	sqlite3 *db = NULL;

	for (char *p = all; (p = strstr(p, ";|\n")) != NULL; )
		p[1] = ' ';
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	if (sqlite3_exec(db, all, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
	free(all);
	return db;
}

/* The first column of every row with a blank behind; the caller frees. */
static char *
ask_shape(const struct walk *w, const char *sql, const char *a, const char *b)
{
	struct strbuf out = { 0 };
	sqlite3_stmt *st = NULL;

	assert_int_equal(sqlite3_prepare_v2(w->shape, sql, -1, &st, NULL), SQLITE_OK);
	sqlite3_bind_text(st, 1, a, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 2, b, -1, SQLITE_STATIC);
	while (sqlite3_step(st) == SQLITE_ROW)
		strbuf_addf(&out, "%s ", (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	return strbuf_take(&out);
}

static bool
in_list(const char *list, const char *word)
{
	char one[80];

	while (str_next(&list, ' ', one, sizeof one)) {
		if (str_eq(one, word))
			return true;
	}
	return false;
}

static bool
is_apart(const char *table)
{
	for (size_t i = 0; i < sizeof apart / sizeof *apart; i++) {
		if (in_list(apart[i].tables, table))
			return true;
	}
	return false;
}

static bool
stays_so(const char *table, const char *column)
{
	char both[160];

	snprintf(both, sizeof both, "%s.%s", table, column);
	for (size_t i = 0; stays[i] != NULL; i++) {
		if (in_list(stays[i], both))
			return true;
	}
	/* made of the others by the program; written by it where the person was made */
	return str_eq(column, "fold") || str_eq(column, "sort_key");
}

/* All there are, without those that an index of words is made of. */
static void
load_tables(struct shop *s, struct walk *w)
{
	char *text, name[80];
	const char *at;

	w->n = 0;
	w->shape = make_shape(s);
	text = ask_shape(w, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%\\_fts%'"
	    " ESCAPE '\\' ORDER BY name", NULL, NULL);
	at = text;
	while (str_next(&at, ' ', name, sizeof name)) {
		if (name[0] == '\0')
			continue;
		assert_true(w->n < TABLES_MAX);
		w->name[w->n] = xstrdup(name);
		w->where[w->n++] = NULL;
	}
	free(text);
}

static void
free_walk(struct walk *w)
{
	for (size_t i = 0; i < w->n; i++) {
		free(w->name[i]);
		free(w->where[i]);
	}
	sqlite3_close(w->shape);
}

static size_t
find(const struct walk *w, const char *table)
{
	size_t i = 0;

	while (i < w->n && !str_eq(w->name[i], table))
		i++;
	return i;
}

/* The table that a column points to: as the schema says, or as its name says. */
static const char *
target(const struct walk *w, const char *table, const char *column, char *buf, size_t size)
{
	static const char *const known[][2] = { { "holder_id", "customer" }, { "order_id", "sales_order" },
	    { "doc_id", "sale" }, { "from_id", "customer" }, { "into_id", "customer" },
	    { "reverses_id", "sale" }, { "other_card_id", "card" }, { "subject_id", "customer" } };
	static const struct { const char *column, *to; } exactly[] = { { "customer_groups.owner_id", "customer" },
	    { "customer_interests.owner_id", "customer" }, { "customer_phone.id", "customer" },
	    { "appointment_users.owner_id", "appointment" } };
	char both[160];
	char *text = ask_shape(w, "SELECT \"table\" FROM pragma_foreign_key_list(?) WHERE \"from\" = ?", table, column);

	str_copy(buf, size, text);
	free(text);
	buf[strcspn(buf, " ")] = '\0';
	if (buf[0] != '\0')
		return buf;
	snprintf(both, sizeof both, "%s.%s", table, column);
	for (size_t i = 0; i < sizeof exactly / sizeof *exactly; i++) {
		if (str_eq(both, exactly[i].column))
			return exactly[i].to;
	}
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (str_eq(column, known[i][0]))
			return known[i][1];
	}
	str_copy(buf, size, column);
	if (strlen(buf) < 4 || !str_eq(buf + strlen(buf) - 3, "_id"))
		return NULL;
	buf[strlen(buf) - 3] = '\0';
	return buf;
}

/* type: "TEXT", "INTEGER". Each column of it by its name, with a blank behind; the caller frees. */
static char *
columns(const struct walk *w, const char *table, const char *type)
{
	return ask_shape(w, "SELECT name FROM pragma_table_info(?) WHERE type = ?", table, type);
}

/* Which rows of it are the person's: by every column that points to a table already tied. */
static void
tie(struct walk *w, size_t t, char *const *tied)
{
	char *all = columns(w, w->name[t], "INTEGER"), column[80], buf[80];
	const char *at = all;
	struct strbuf b = { 0 };

	while (str_next(&at, ' ', column, sizeof column)) {
		const char *to = column[0] != '\0' ? target(w, w->name[t], column, buf, sizeof buf) : NULL;
		size_t p = to != NULL ? find(w, to) : w->n;

		if (p == w->n || p == t || tied[p] == NULL)
			continue;
		strbuf_addf(&b, "%s%s IN (SELECT id FROM %s WHERE %s)", b.len > 0 ? " OR " : "", column,
		    w->name[p], tied[p]);
	}
	free(w->where[t]);
	w->where[t] = b.len > 0 ? strbuf_take(&b) : NULL;
	strbuf_fini(&b);
	free(all);
}

static void
tie_all(struct walk *w)
{
	char *tied[TABLES_MAX] = { NULL };
	size_t c = find(w, "customer");

	assert_true(c < w->n);
	w->where[c] = xstrdup("id = (SELECT id FROM customer WHERE code = 'KH000002')");
	for (int level = 0; level < LEVELS; level++) {
		for (size_t t = 0; t < w->n; t++) {
			free(tied[t]);
			tied[t] = w->where[t] != NULL ? xstrdup(w->where[t]) : NULL;
		}
		for (size_t t = 0; t < w->n; t++) {
			if (t != c && !is_apart(w->name[t]))
				tie(w, t, tied);
		}
	}
	for (size_t t = 0; t < w->n; t++)
		free(tied[t]);
}

static bool
try_sql(struct shop *s, const char *sql)
{
	struct err_note note = { 0 };
	struct db *d = store_db(s->st);
	enum err e = db_begin(d, DB_WRITE, &note);

	assert_int_equal(e, ERR_OK);
	e = db_run_text(d, sql, DB_NO_ARGS, NULL, &note);
	if (e == ERR_OK)
		e = db_commit(d, &note);
	if (e != ERR_OK)
		db_rollback(d);
	return e == ERR_OK;
}

static int64_t
count(struct shop *s, const char *table, const char *where)
{
	char *sql = xasprintf("SELECT COUNT(*) FROM %s WHERE %s", table, where);
	int64_t n = shop_int(s, sql);

	free(sql);
	return n;
}

/* A column that takes no other text than some words of the program cannot hold a name. */
static void
mark_column(struct shop *s, const char *table, const char *where, const char *column)
{
	char *sql = xasprintf("UPDATE %s SET %s = '" MARK " %s.%s ' || hex(randomblob(4)) WHERE %s", table,
	    column, table, column, where);

	try_sql(s, sql);
	free(sql);
}

/* What has a text and no row of the person proves nothing: 1. */
static int
mark_table(struct shop *s, const struct walk *w, const char *table, const char *where)
{
	char *all = columns(w, table, "TEXT"), column[80];
	const char *at = all;
	int bad = 0, marked = 0;

	while (str_next(&at, ' ', column, sizeof column)) {
		if (column[0] == '\0' || stays_so(table, column))
			continue;
		if (marked++ == 0 && count(s, table, where) == 0) {
			print_message("# %s: has texts, and make_person() or make_more() gives it no row of the person\n",
			    table);
			bad++;
			break;
		}
		mark_column(s, table, where, column);
	}
	free(all);
	return bad;
}

static int
left_in_table(struct shop *s, const struct walk *w, const char *table)
{
	char *all = columns(w, table, "TEXT"), column[80], *where;
	const char *at = all;
	int bad = 0;

	while (str_next(&at, ' ', column, sizeof column)) {
		if (column[0] == '\0')
			continue;
		where = xasprintf("%s LIKE '%%" MARK "%%'", column);
		if (count(s, table, where) > 0) {
			print_message("# %s.%s: erasing leaves it. Add it to erase_steps[] (src/domain/erase.c), or to"
			    " stays[] here if it never holds a word of the person\n", table, column);
			bad++;
		}
		free(where);
	}
	free(all);
	return bad;
}

/* Days, places, trades: what the record says without words. */
static void
mark_figures(struct shop *s, const struct walk *w)
{
	char *all = columns(w, "customer", "INTEGER"), column[80], *sql;
	const char *at = all;

	while (str_next(&at, ' ', column, sizeof column)) {
		sql = xasprintf("UPDATE customer SET %s = 1 WHERE coalesce(%s, 0) = 0 AND code = 'KH000002'", column,
		    column);
		if (column[0] != '\0' && !str_eq(column, "deleted"))
			try_sql(s, sql);
		free(sql);
	}
	free(all);
}

static int
left_figures(struct shop *s, const struct walk *w)
{
	static const char *const kept = "id level_id level_until level_locked level_warned store_id owner_id scope"
	    " version created_at created_by changed_at changed_by deleted";
	char *all = columns(w, "customer", "INTEGER"), column[80], *where;
	const char *at = all;
	int bad = 0;

	while (str_next(&at, ' ', column, sizeof column)) {
		if (column[0] == '\0' || in_list(kept, column))
			continue;
		where = xasprintf("code = 'KH000002' AND coalesce(%s, 0) <> 0", column);
		if (count(s, "customer", where) > 0) {
			print_message("# customer.%s: erasing leaves it\n", column);
			bad++;
		}
		free(where);
	}
	free(all);
	return bad;
}

static void
make_more(struct shop *s)
{
#define HIS_CARD "(SELECT id FROM card WHERE number = '4000077')"
	json_decref(shop_ok(s, "{'op':'quotation.order','key':'o1','number':'BG000001','due_day':'2026-12-01'}"));
	json_decref(shop_ok(s, "{'op':'order.confirm','number':'DH000001'}"));
	json_decref(shop_ok(s, "{'op':'order.deliver','key':'o2','number':'DH000001','all':true,'note':'" MARK "'}"));
	shop_sql(s, "INSERT INTO coupon (id, code, name, uses, customer_id, active, fold, sort_key, version, created_at,"
	    " changed_at, deleted) SELECT 90, 'C90', '" MARK "', 1, id, 1, '', '', 1, 1, 1, 0 FROM customer"
	    " WHERE code = 'KH000002'");
	shop_sql(s, "INSERT INTO value_entry (card_id, seq, op, principal, bonus, principal_after, bonus_after, at, day,"
	    " note) VALUES (" HIS_CARD ", 1, 'adjust', 0, 0, 0, 0, 1, 1, '" MARK "')");
	shop_sql(s, "INSERT INTO gift_move (id, number, gift_id, op, qty, stock_after, card_id, at, day, note)"
	    " VALUES (91, 'G1', 1, 'redeem', 1, 1, " HIS_CARD ", 1, 1, '" MARK "')");
}

static void
rule_S7_no_table_of_the_schema_is_forgotten(void **state)
{
	struct shop *s = *state;
	struct walk w;
	struct erasure x;
	int bad = 0;

	make_person(s);
	make_offer(s);
	make_more(s);
	load_tables(s, &w);
	tie_all(&w);
	for (size_t t = 0; t < w.n; t++) {
		if (w.where[t] == NULL && !is_apart(w.name[t])) {
			print_message("# table %s: nothing ties it to a customer. Does it hold words of one? Say so in"
			    " src/domain/erase.c, then in apart[] here\n", w.name[t]);
			bad++;
		} else if (w.where[t] != NULL) {
			bad += mark_table(s, &w, w.name[t], w.where[t]);
		}
	}
	mark_figures(s, &w);
	erase(s, "KH000002", &x);
	bad += left_figures(s, &w);
	for (size_t t = 0; t < w.n; t++)
		bad += left_in_table(s, &w, w.name[t]);
	assert_int_equal(bad, 0);
	assert_int_equal(marks_on_disk(s), 0);
	free_walk(&w);
}

TESTS_OF(erase_walk,
	SHOP_TEST(rule_S7_no_table_of_the_schema_is_forgotten),
);
