#include "cli/cli.h"

#include <string.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

#define OPTION_COLS 30

static void
show_options(const struct option_def *o)
{
	struct strbuf b = { 0 };

	for (; o != NULL && o->name != NULL; o++) {
		if (strcmp(o->name, "*") == 0)
			continue;
		strbuf_clear(&b);
		if (o->letter != 0)
			strbuf_addf(&b, "-%c, ", o->letter);
		strbuf_addf(&b, "--%s", o->name);
		if (o->value != NULL)
			strbuf_addf(&b, " %s", o->value);
		if (b.len >= OPTION_COLS) {	/* its words on the next line, so that both can be told apart */
			tell("  %s", strbuf_str(&b));
			strbuf_clear(&b);
		}
		tell("  %-*s %s", OPTION_COLS, strbuf_str(&b), tr(o->help));
	}
	strbuf_fini(&b);
}

/* Wraps a paragraph at 78 columns. */
static void
show_text(const char *text)
{
	struct strbuf line = { 0 };
	const char *rest = text;
	char word[128];

	while (str_next(&rest, ' ', word, sizeof(word))) {
		if (line.len > 0 && utf8_width(strbuf_str(&line)) + 1 + utf8_width(word) > 78) {
			tell("%s", strbuf_str(&line));
			strbuf_clear(&line);
		}
		if (line.len > 0)
			strbuf_add_char(&line, ' ');
		strbuf_add(&line, word);
	}
	if (line.len > 0)
		tell("%s", strbuf_str(&line));
	strbuf_fini(&line);
}

static void
show_command(const struct command *cmd)
{
	tell(_("Usage: quen %s%s%s"), cmd->name, cmd->usage[0] != '\0' ? " " : "", cmd->usage);
	tell("%s", tr(cmd->summary));
	if (cmd->help[0] != '\0') {
		tell("%s", "");
		show_text(tr(cmd->help));
	}
	if (cmd->options != NULL && cmd->options->name != NULL) {
		tell("%s", "");
		show_options(cmd->options);
	}
	tell("\n%s", _("Everywhere:"));
	show_options(global_options);
}

static void
show_all(void)
{
	const struct command *cmd;

	tell("%s", _("Usage: quen [COMMAND] [OPTIONS]"));
	tell("%s\n", _("Customers, cards, points and sales of a shop, at a terminal."));
	for (cmd = command_table; cmd->name != NULL; cmd++)
		if (!(cmd->flags & COMMAND_HIDDEN))
			tell("  %-10s %s", cmd->name, tr(cmd->summary));
	tell("\n%s", _("Everywhere:"));
	show_options(global_options);
	tell("\n%s", _("More about a command: quen COMMAND --help. Manual: man quen"));
}

int
cmd_help(struct cli *c, const struct args *a)
{
	const struct command *cmd;

	if (a->nwords == 0 || strcmp(a->words[0], "help") == 0) {
		show_all();
		return EX_OK;
	}
	if ((cmd = command_find(a->words[0])) == NULL)
		return say_usage(c, NULL, _("Unknown command: %s"), a->words[0]);
	show_command(cmd);
	return EX_OK;
}
