/* quen post: the contract is CLI.md, "quen post". */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/ops.h"

#define LINE_MAX_BYTES (1024 * 1024)

enum line_end { LINE_OK, LINE_LONG, LINE_EOF };

/* A line without its end; longer ones are read to their end and not kept. */
static enum line_end
read_line(FILE *f, struct strbuf *line)
{
	bool is_long = false;
	int ch;

	strbuf_clear(line);
	while ((ch = getc_unlocked(f)) != EOF && ch != '\n') {
		if (line->len >= LINE_MAX_BYTES)
			is_long = true;
		else
			strbuf_add_char(line, (char)ch);
	}
	if (ch == EOF && line->len == 0)
		return LINE_EOF;
	return is_long ? LINE_LONG : LINE_OK;
}

static json_t *
refusal(enum err code, const struct err_note *note)
{
	return json_pack("{s:b, s:s, s:s, s:s}", "ok", 0, "error", err_name(code), "field", note->field,
	    "message", note->text[0] != '\0' ? note->text : err_text(code));
}

static json_t *
answer(struct cli *c, const struct strbuf *line, enum line_end end)
{
	struct err_note note = { 0 };
	json_t *request, *reply = NULL;
	enum err e;

	if (end == LINE_LONG) {
		e = err_set(&note, ERR_LIMIT, "", _("The line is longer than 1 MB."));
		return refusal(e, &note);
	}
	if ((e = json_parse_object(line->s, line->len, &request, &note)) != ERR_OK)
		return refusal(ERR_SYNTAX, &note);
	op_post(c->store, c->actor, request, &reply);
	json_decref(request);
	return reply;
}

int
cmd_post(struct cli *c, const struct args *a)
{
	struct strbuf line = { 0 };
	enum line_end end;
	char *text;
	json_t *reply;

	(void)a;
	while (!stop_asked(NULL) && (end = read_line(stdin, &line)) != LINE_EOF) {
		if (end == LINE_OK && strspn(strbuf_str(&line), " \t\r") == line.len)
			continue;
		reply = answer(c, &line, end);
		text = json_text(reply);
		json_decref(reply);
		fputs(text, stdout);
		fputc('\n', stdout);
		free(text);
		/* The asker waits for this line; when nobody reads, no more is done. */
		if (fflush(stdout) != 0)
			break;
		store_rest(c->store);
	}
	strbuf_fini(&line);
	return EX_OK;
}
