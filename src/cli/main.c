/* quen - one program; the first word says which command (CLI.md). */
#include "config.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/secret.h"
#include "cli/cli.h"
#include "cli/wizard.h"

const struct option_def global_options[] = {
	{ "home", 0, "DIR", N_("The installation under this folder") },
	{ "as", 0, "USER", N_("Act as this user (only the owner of the files may)") },
	{ "lang", 0, "LANG", N_("Language: en, vi or zh_CN") },
	{ "json", 0, NULL, N_("Results as JSON") },
	{ "help", 'h', NULL, N_("Show this help") },
	{ "version", 'V', NULL, N_("Show the version") },
	{ 0 }
};

const struct command command_table[] = {
	{ "init", "", N_("Make a store; --demo fills it with a believable shop"),
	    N_("Without --demo the store has one user (admin), one shop (S1) and one till (T1)."),
	    COMMAND_NO_STORE, 0, 0, init_options, cmd_init },
	{ "desk", "", N_("Work on the full screen (also: quen alone)"),
	    N_("Without a terminal the home screen is printed as text."),
	    0, 0, 0, desk_options, cmd_desk },
	{ "import", "ENTITY FILE", N_("Read a CSV file or an Excel workbook in; says what became of every row"),
	    N_("FILE - reads standard input. Columns are found by field name or by label in any "
	    "language. Importing the same file again adds nothing. doc/IMPORT.md."),
	    0, 2, 2, import_options, cmd_import },
	{ "imports", "", N_("What was imported; --revert takes one back"),
	    N_("Your own; those of everybody with the right to see the audit trail."),
	    0, 0, 0, imports_options, cmd_imports },
	{ "export", "ENTITY", N_("Write a list out as CSV, Excel, PDF, Word, text or JSON"),
	    N_("CSV is made for spreadsheets; --plain makes it for programs."),
	    0, 1, 1, export_options, cmd_export },
	{ "label", "product|card|customer [CODE...] | papers",
	    N_("Labels: names, prices and barcodes, cards, addresses"),
	    N_("Of the codes that are named, or of a list by --where and --search. papers lists the label "
	    "papers; administrators add more under Catalogs."),
	    0, 1, -1, label_options, cmd_label },
	{ "print", "receipt|quotation|order NUMBER | statement CUSTOMER|CARD | ENTITY CODE",
	    N_("Receipts, statements, quotations, orders and any record, into a file or to a printer"),
	    N_("What went out once is printed the same again, whatever was changed since; a receipt then "
	    "says COPY. A statement is the ledger of points, money and visits of a period. Any other record "
	    "(customer KH000372) is printed with its fields and what belongs to it."),
	    0, 2, 2, print_options, cmd_print },
	{ "report", "[CODE] [--NAME VALUE]", N_("Any report, in any format; without CODE: which there are"),
	    N_("Every parameter of a report is an option: --from 2026-11-01 --store S1."),
	    0, 0, -1, report_options, cmd_report },
	{ "query", "[list | run CODE | show CODE | save CODE NAME | fields ENTITY] [--NAME VALUE]",
	    N_("Any question about the data, saved or given as JSON; in any format"),
	    N_("run --file FILE asks what FILE says; fields names what can be asked. doc/QUERY.md."),
	    0, 0, -1, query_options, cmd_query },
	{ "post", "", N_("Business operations: a JSON object a line in, one a line out"),
	    N_("Reads standard input. Every line is answered in order; an operation is one transaction."),
	    0, 0, 0, NULL, cmd_post },
	{ "document", "add ENTITY CODE | list ENTITY CODE | get ID | remove ID | tidy",
	    N_("Files that hang on customers, contracts..."),
	    N_("add reads the file from standard input; get writes it to standard output. tidy takes "
	    "away what a crash left behind."),
	    0, 1, 3, document_options, cmd_document },
	{ "erase", "[CODE]", N_("Erase a person on request; without --confirm only show what would go"),
	    N_("Name, numbers, addresses, documents, notes and traces in the trail go; receipts, points and "
	    "money stay without a name. The record of it is printed. Without CODE: who was erased."),
	    0, 0, 1, erase_options, cmd_erase },
	{ "user", "add CODE NAME | passwd CODE | list | lock CODE | unlock CODE | key CODE [FILE] | keys [CODE] | totp CODE",
	    N_("People who may sign in"),
	    N_("passwd reads the new password from the terminal without showing it, or one line from "
	    "standard input. key lists public keys, or adds the one of FILE (- reads standard input); keys "
	    "prints them for AuthorizedKeysCommand of sshd; totp sets one-time codes up."),
	    0, 1, 3, user_options, cmd_user },
	{ "group", "add CODE NAME | list | grant CODE FUNCTION VERBS | revoke CODE FUNCTION [VERBS]",
	    N_("Groups of users and their rights"),
	    N_("VERBS: view,add,edit,delete,print,export or all. "
	    "quen group list --functions names the functions."),
	    0, 1, 4, group_options, cmd_group },
	{ "get", "[KEY]", N_("Show a system parameter, or all of them"), "",
	    0, 0, 1, NULL, cmd_get },
	{ "set", "KEY VALUE", N_("Change a system parameter"), "", 0, 2, 2, NULL, cmd_set },
	{ "backup", "[key new|test|passphrase]", N_("A version of the store, while work goes on"),
	    N_("Made, read back and proved before it counts. key makes the recovery key that opens "
	    "every backup, tests it, or sets a passphrase besides. doc/BACKUP.md."),
	    0, 0, 2, backup_options, cmd_backup },
	{ "backups", "[list|verify [VERSION]]", N_("The versions there are; proves that they open"),
	    N_("verify reads every byte; without VERSION all of them."), 0, 0, 2, backups_options, cmd_backups },
	{ "restore", "VERSION|FILE", N_("Put a version in the place of the store"),
	    N_("VERSION: of quen backups, a beginning of it, or latest. Shows first what would change. "
	    "What is there now is backed up, and kept. In an empty folder: --home DIR restore FILE "
	    "--recovery-key -"), COMMAND_NO_STORE, 1, 1, restore_options, cmd_restore },
	{ "audit", "[list|export|code|archive|read FILE]", N_("The trail: who did what, before and after"),
	    N_("code prints a short code of the trail as it is now, for quen verify --head later; archive "
	    "moves old rows to a sealed file, read proves such a file and prints it. doc/AUDIT.md"),
	    0, 0, 2, audit_options, cmd_audit },
	{ "verify", "", N_("Prove ledgers, balances, receipt numbers and the trail"),
	    N_("Ends with 0 only when everything holds."), 0, 0, 0, verify_options, cmd_verify },
	{ "status", "", N_("How the installation is: disk, store, backups, scheduled work"),
	    N_("Ends with 0 only when nothing is bad."), 0, 0, 0, NULL, cmd_status },
	{ "check", "", N_("Check forms, keymaps, SQL and translations"),
	    N_("Names file and line of everything that is wrong; ends with 0 when nothing is."),
	    COMMAND_NO_STORE, 0, 0, NULL, cmd_check },
	{ "encrypt", "[on|off|new-key|new-master]", N_("Is the store encrypted; encrypt it, or take that back"),
	    N_("Writes the store anew while nobody works with it; new-key does so with another key, "
	    "new-master with another master key, for when the key file was seen by somebody. "
	    "Whatever happens on the way, the old or the new store is there whole. doc/CRYPTO.md"),
	    COMMAND_NO_STORE, 0, 1, encrypt_options, cmd_encrypt },
	{ "upgrade", "", N_("Bring the store to this program's version, with a backup before"),
	    N_("--dry-run says what would be done and tries it on a copy. A store of a newer program is "
	    "refused."), COMMAND_NO_STORE, 0, 0, upgrade_options, cmd_upgrade },
	{ "calendar", "", N_("Appointments as a calendar file (iCalendar)"), "",
	    0, 0, 0, calendar_options, cmd_calendar },
	{ "worker", "", N_("Do the scheduled work: reminders, levels, points that expire"),
	    N_("Goes on until it is stopped; quen serve starts one by itself. Any number may run: each "
	    "piece of work is done once."), 0, 0, 0, worker_options, cmd_worker },
	{ "bench", "NAME|all", N_("Measure, each figure beside its yardstick"), "",
	    COMMAND_NO_STORE, 0, 1, bench_options, cmd_bench },
	{ "serve", "", N_("Let people sign in over SSH"),
	    N_("Serves until SIGTERM; SIGHUP reads files anew. doc/DOOR.md says how it is set up."),
	    COMMAND_NO_STORE, 0, 0, serve_options, cmd_serve },
	{ "attach", "", N_("Go on with your session of quen serve on this terminal"),
	    N_("For the system's own sshd: ForceCommand quen attach. Without a running quen serve the "
	    "owner of the store works here directly; then the work ends with the line, drafts are kept."),
	    COMMAND_NO_STORE, 0, 0, attach_options, cmd_attach },
	{ "session", "", N_("A session of quen serve"), "",
	    COMMAND_NO_STORE | COMMAND_HIDDEN, 0, 0, NULL, cmd_session },
	{ "part", "NAME", N_("A part of quen serve"), "",
	    COMMAND_NO_STORE | COMMAND_HIDDEN, 1, 1, NULL, cmd_part },
	{ "help", "[COMMAND]", N_("Show help"), "",
	    COMMAND_NO_STORE, 0, 1, NULL, cmd_help },
	{ 0 }
};

const struct command *
command_find(const char *name)
{
	const struct command *cmd;

	for (cmd = command_table; cmd->name != NULL; cmd++)
		if (strcmp(cmd->name, name) == 0)
			return cmd;
	return NULL;
}

static bool
takes_value(const char *word)
{
	const struct option_def *o;

	for (o = global_options; o->name != NULL; o++)
		if (o->value != NULL && strncmp(word, "--", 2) == 0 && strcmp(word + 2, o->name) == 0)
			return true;
	return false;
}

/* The command is the first word; globals with a value may stand before it. */
static int
find_command_word(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (argv[i][0] != '-')
			return i;
		if (strcmp(argv[i], "--") == 0)
			return 0;
		i += takes_value(argv[i]);
	}
	return 0;
}

static int
run(struct cli *c, const struct command *cmd, struct args *a)
{
	struct err_note note = { 0 };
	enum err e;
	int status;

	c->home = args_get(a, "home");
	c->as = args_get(a, "as");
	c->lang = args_get(a, "lang");
	c->json = args_has(a, "json");
	/* So that the first messages speak the language; store_find says where texts are. */
	e = store_find(c->home, &c->paths, &note);
	cli_speak(c, NULL);
	if (args_has(a, "version")) {
		tell("quen %s", PACKAGE_VERSION);
		return EX_OK;
	}
	if (a->help) {
		struct args one = { .words = (char *[]) { (char *)cmd->name }, .nwords = 1 };
		return cmd_help(c, &one);
	}
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	if ((int)a->nwords < cmd->min_words)
		return say_usage(c, cmd->name, _("Something is missing: quen %s %s"), cmd->name, cmd->usage);
	if (cmd->max_words >= 0 && (int)a->nwords > cmd->max_words)
		return say_usage(c, cmd->name, _("One word too many: %s"), a->words[cmd->max_words]);
	/* The first start, by a person at a terminal. */
	if (cmd->run == cmd_desk && wizard_fits(c)) {
		bool made = false;

		e = wizard_run(c, &made, &note);
		cli_close(c);
		if (e != ERR_OK)
			return say_failed(c, e, &note);
		if (!made)
			return EX_OK;
	}
	if (!(cmd->flags & COMMAND_NO_STORE) && (e = cli_open(c, &note)) != ERR_OK)
		return say_failed(c, e, &note);
	status = cmd->run(c, a);
	return say_done(c, status);
}

int
main(int argc, char **argv)
{
	struct cli c = { 0 };
	struct args a = { 0 };
	struct err_note note = { 0 };
	const struct command *cmd;
	enum err e;
	int at, i, status;

	setlocale(LC_CTYPE, "C.UTF-8");
	i18n_set(NULL, NULL);
	log_start();
	if ((e = secret_init()) != ERR_OK)
		return say_failed(&c, e, &(struct err_note) { .code = e });
	if ((e = clock_init(&note)) != ERR_OK)
		return say_failed(&c, e, &note);
	at = find_command_word(argc, argv);
	cmd = command_find(at > 0 ? argv[at] : "desk");
	if (cmd == NULL)
		return say_usage(&c, NULL, _("Unknown command: %s"), argv[at]);
	/* Takes the command out of the line, so that only its words stay. */
	for (i = at; at > 0 && i + 1 <= argc; i++)
		argv[i] = argv[i + 1];
	if (at > 0)
		argc--;
	e = args_read(&a, argc, argv, global_options, cmd->options, &note);
	/* quen --help without a command is about all of them. */
	if (e == ERR_OK && a.help && at == 0)
		cmd = command_find("help");
	if (e != ERR_OK)
		status = say_usage(&c, at > 0 ? cmd->name : NULL, "%s", note.text);
	else
		status = run(&c, cmd, &a);
	cli_close(&c);
	args_fini(&a);
	return status;
}
