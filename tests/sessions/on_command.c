#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "cases.h"
#include "cli/remote_split.h"
#include "keep.h"

static struct guest *
run(struct keep *k, const char *user, const char *command, const char *input)
{
	const struct guest_start start = { .user = user, .kind = SUBJECT_USER,
		.factors = FACTOR_KEY, .command = command };
	struct guest *g = keep_guest(k, 0, &start);

	if (g->result != OPEN_NEW)
		return g;
	if (input[0] != '\0')
		guest_send(g, input, strlen(input));
	guest_send(g, "", 0);
	assert_true(guest_wait_end(g, 20000));
	assert_int_equal(g->why, EXIT_STATUS);
	return g;
}

void
command_export(void **state)
{
	struct keep *k = *state;
	struct guest *g = run(k, "lan", "export customer --format csv --plain", "");

	assert_int_equal(g->status, 0);
	assert_non_null(strstr(g->out, "Nguyễn Văn Ánh"));
	assert_null(g->err);
	/* A spreadsheet needs a place for its parts. */
	g = run(k, "lan", "export customer --format xlsx", "");
	assert_int_equal(g->status, 0);
	assert_memory_equal(g->out, "PK", 2);
	/* The rights are those of who signed in. */
	g = run(k, "kho", "export card --plain", "");
	assert_int_equal(g->status, 77);
	assert_non_null(strstr(g->err, "kho"));
	assert_null(g->out);
	g = run(k, "nobody-at-all", "export customer", "");
	assert_int_not_equal(g->status, 0);
	assert_null(g->out);
}

void
command_refused(void **state)
{
	static const char *const bad[] = {
		"/bin/sh -c id", "sh", "bash -i", "desk", "init", "user add x y", "set shop.name x",
		"session", "part keeper", "serve", "attach", "upgrade", "import customer -",
		"export customer -o /tmp/quen-stolen", "export customer --output=/tmp/quen-stolen",
		"export customer --home /tmp", "export customer --as admin",
		"export --as=admin customer", "quen export customer --home=/", "quen",
		"post --home /tmp", "fetch ../quen.db", "fetch /etc/passwd", "fetch .ssh",
		"report -o /tmp/quen-stolen sales-by-day", "scp -f x", "export 'customer",
		"; id", "$(id)", "export $(id)",
	};
	struct keep *k = *state;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct guest *g = run(k, "admin", bad[i], "");

		if (g->status == 0 || g->nerr == 0 || strchr(g->err, '\n') == NULL)
			print_error("%s: status %d\n", bad[i], g->status);
		assert_int_not_equal(g->status, 0);
		assert_null(g->out);
	}
	assert_int_equal(access("/tmp/quen-stolen", F_OK), -1);
	assert_int_equal(run(k, "admin", "sh", "")->status, 77);
	assert_int_equal(run(k, "admin", "export customer --as admin", "")->status, 77);
}

/* Rule S4 for who comes by SSH: a view is no file, whatever the command and the format. */
void
rule_S4_command_without_export(void **state)
{
	static const char *const ways[] = {
		"export customer", "export customer --plain", "export customer --format csv",
		"export customer --format xlsx", "export customer --format pdf",
		"export customer --format docx", "export customer --format json",
		"export customer --columns code", "export customer --where 'code = KH0001'",
		"export product --plain", "report sales-by-day --format csv",
		"report sales-by-day --format xlsx", "report sales-by-day --format pdf",
		"report sales-by-day --format docx", "report sales-by-day --format json",
		"query run Q1 --format csv", "document get 1",
	};
	struct keep *k = *state;

	assert_int_equal(shop_run(&k->shop, "group", "grant", "stock", "report", "view", NULL), 0);
	assert_int_equal(shop_run(&k->shop, "group", "grant", "stock", "document", "view", NULL), 0);
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		struct guest *g = run(k, "kho", ways[i], "");

		if (g->status != 77 || g->out)
			print_error("%s: status %d, %s\n", ways[i], g->status, g->err ? g->err : "");
		assert_int_equal(g->status, 77);
		assert_null(g->out);
	}
	/* The screen of a report is text, for who may see it. */
	assert_int_equal(run(k, "kho", "report sales-by-day", "")->status, 0);
}

void
command_post(void **state)
{
	struct keep *k = *state;
	struct guest *g = run(k, "lan", "post",
	    "{\"op\":\"balance\",\"customer\":\"KH0001\"}\n{\"op\":\"nonsense\"}\n");
	static const char one[] = "{\"op\":\"balance\",\"customer\":\"KH0001\"}\n";
	char *big = malloc(300000);

	assert_int_equal(g->status, 0);		/* every line is answered, that is all */
	assert_non_null(strstr(g->out, "\"usable\":0"));
	assert_non_null(strstr(g->out, "\"ok\":false"));
	/* More than every buffer between, both ways. */
	assert_non_null(big);
	for (size_t n = 0; n + sizeof one < 300000; n += sizeof one - 1)
		memcpy(big + n, one, sizeof one);
	g = run(k, "lan", "post", big);
	assert_int_equal(g->status, 0);
	assert_true(g->nout > 300000);
	free(big);
}

/* Files that a session wrote: one's own, by name. */
void
command_fetch(void **state)
{
	struct keep *k = *state;
	char path[400];
	FILE *f;

	assert_int_equal(run(k, "lan", "fetch x.csv", "")->status, 65);
	snprintf(path, sizeof path, "%s/documents/outbox/lan/x.csv", k->shop.home);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("a,b\n", f);
	fclose(f);
	assert_int_equal(run(k, "lan", "fetch x.csv", "")->status, 0);
	assert_string_equal(k->guest[0]->out, "a,b\n");
	assert_string_equal(run(k, "lan", "fetch", "")->out, "x.csv\n");
	assert_int_equal(run(k, "kho", "fetch x.csv", "")->status, 65);
	/* A link is no file of one's own. */
	snprintf(path, sizeof path, "%s/documents/outbox/lan/link", k->shop.home);
	assert_int_equal(symlink("../../../quen.db", path), 0);
	assert_int_equal(run(k, "lan", "fetch link", "")->status, 65);
}

void
command_splits(void **state)
{
	char line[] = "export  customer --where 'level = \"GOLD\"' \"a b\\\"c\" d\\ e '' f\"g\"'h'";
	char open[] = "export \"x", many[200];
	char *words[REMOTE_WORDS + 1];
	struct err_note note;
	size_t n;

	(void)state;
	assert_int_equal(remote_split(line, words, &n, &note), ERR_OK);
	assert_int_equal(n, 8);
	assert_string_equal(words[1], "customer");
	assert_string_equal(words[3], "level = \"GOLD\"");
	assert_string_equal(words[4], "a b\"c");
	assert_string_equal(words[5], "d e");
	assert_string_equal(words[6], "");
	assert_string_equal(words[7], "fgh");
	assert_null(words[8]);
	assert_int_equal(remote_split(open, words, &n, &note), ERR_INVALID);
	for (size_t i = 0; i < 198; i += 2)
		memcpy(many + i, "x ", 3);
	assert_int_equal(remote_split(many, words, &n, &note), ERR_LIMIT);
}
