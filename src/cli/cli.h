/* cli.h - what a subcommand is and what it is given. Contract: CLI.md.
 * Results go to stdout, messages to stderr, the status is one of sysexits(3). */
#ifndef QUEN_CLI_CLI_H
#define QUEN_CLI_CLI_H

#include <stdio.h>

#include "base/json.h"
#include "cli/args.h"
#include "store/actor.h"
#include "store/store.h"

/* Everything a command may use; lives in main(). */
struct cli {
	const char *home;		/* --home or NULL */
	const char *as;			/* --as or NULL */
	const char *lang;		/* --lang or NULL */
	bool json;			/* --json */
	struct store_paths paths;
	struct store *store;		/* open unless COMMAND_NO_STORE */
	struct actor *actor;		/* likewise */
};

enum command_flag {
	COMMAND_NO_STORE = 1,		/* opens the store itself, or needs none */
	COMMAND_HIDDEN = 2		/* not in the list of quen --help */
};

struct command {
	const char *name;
	const char *usage;		/* what follows the name: "ENTITY FILE" */
	const char *summary;		/* msgid, one line */
	const char *help;		/* msgid, more lines, or "" */
	int flags;
	int min_words, max_words;	/* -1: any number */
	const struct option_def *options;	/* ends with a NULL name; may be NULL */
	/* Returns the exit status. */
	int (*run)(struct cli *c, const struct args *a);
};
extern const struct command command_table[];	/* ends with a NULL name */
const struct command *command_find(const char *name);
extern const struct option_def document_options[], erase_options[], upgrade_options[];
extern const struct option_def global_options[];

int cmd_audit(struct cli *c, const struct args *a);
int cmd_attach(struct cli *c, const struct args *a);
int cmd_backup(struct cli *c, const struct args *a);
int cmd_backups(struct cli *c, const struct args *a);
int cmd_bench(struct cli *c, const struct args *a);
int cmd_calendar(struct cli *c, const struct args *a);
int cmd_check(struct cli *c, const struct args *a);
int cmd_document(struct cli *c, const struct args *a);
int cmd_desk(struct cli *c, const struct args *a);
int cmd_erase(struct cli *c, const struct args *a);
int cmd_encrypt(struct cli *c, const struct args *a);
int cmd_export(struct cli *c, const struct args *a);
int cmd_get(struct cli *c, const struct args *a);
int cmd_group(struct cli *c, const struct args *a);
int cmd_help(struct cli *c, const struct args *a);
int cmd_import(struct cli *c, const struct args *a);
int cmd_imports(struct cli *c, const struct args *a);
int cmd_init(struct cli *c, const struct args *a);
int cmd_label(struct cli *c, const struct args *a);
int cmd_part(struct cli *c, const struct args *a);
int cmd_post(struct cli *c, const struct args *a);
int cmd_print(struct cli *c, const struct args *a);
int cmd_query(struct cli *c, const struct args *a);
int cmd_report(struct cli *c, const struct args *a);
int cmd_restore(struct cli *c, const struct args *a);
int cmd_serve(struct cli *c, const struct args *a);
int cmd_session(struct cli *c, const struct args *a);
int cmd_set(struct cli *c, const struct args *a);
int cmd_status(struct cli *c, const struct args *a);
int cmd_upgrade(struct cli *c, const struct args *a);
int cmd_user(struct cli *c, const struct args *a);
int cmd_verify(struct cli *c, const struct args *a);
int cmd_worker(struct cli *c, const struct args *a);

/* The subcommands' own options, shown by --help; each ends with a NULL name. */
extern const struct option_def backup_options[], backups_options[], restore_options[], encrypt_options[];
extern const struct option_def audit_options[], verify_options[];
extern const struct option_def attach_options[], bench_options[], desk_options[], export_options[],
    import_options[], imports_options[], init_options[], label_options[], print_options[], query_options[], report_options[], serve_options[], user_options[], group_options[], worker_options[], calendar_options[];

/* ---- cli.c ---- */
/* Finds, opens and signs in: fills paths, store, actor. */
enum err cli_open(struct cli *c, struct err_note *note) MUST_CHECK;
void cli_close(struct cli *c);
/* ERR_DENIED unless the files are this process's own (or not there yet). */
enum err cli_need_owner(const struct cli *c, struct err_note *note) MUST_CHECK;
/* Speaks --lang, else QUEN_LANG, else lang (may be NULL), else the environment. */
void cli_speak(struct cli *c, const char *lang);

/* The files of a store that this process has just made, and made in vain. */
void cli_remove_store(const char *db);
/* work() in one transaction: on the disk when this returns ERR_OK. */
enum err cli_write(struct cli *c, enum err (*work)(struct cli *c, void *arg, struct err_note *note),
    void *arg, struct err_note *note) MUST_CHECK;

/* ---- say.c ---- */
/* Text on a stream without anything that a terminal would obey. */
void say_text(FILE *f, const char *text);
/* A line for people: stderr. */
void say(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* A line of the result: stdout. */
void tell(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* The result as JSON, one line; takes v. */
void tell_json(json_t *v);
/* Says why it failed ("quen: ..."), with --json also {"ok":false,...} on stdout; gives
 * the exit status of code. */
int say_failed(const struct cli *c, enum err code, const struct err_note *note);
/* A wrong command line: says it and where help is; gives 64. */
int say_usage(const struct cli *c, const char *command, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Gives status, or 74 when the result could not be written. */
int say_done(const struct cli *c, int status);

/* ---- stop.c ---- */
/* From now on ^C, SIGTERM and SIGHUP only ask to stop; again: at once. */
void stop_watch(void);
bool stop_asked(void *unused);

#endif
