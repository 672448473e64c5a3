/* store_internal.h - what the files of store/ share. Not for others. */
#ifndef QUEN_STORE_INTERNAL_H
#define QUEN_STORE_INTERNAL_H

#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "db/db.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/number.h"
#include "store/record_hook.h"
#include "store/record_store.h"
#include "store/setting.h"
#include "store/store.h"

#define ID_BLOCK 1000

struct actor {
	int64_t id;			/* 0: the system */
	char code[32], name[128], lang[8], theme[24], keymap[24];
	bool is_admin, is_system;
	bool is_holder;			/* of a card: own_card.c; none of the two above, no rights */
	struct { int64_t card, customer, holder; char number[40]; } own;	/* customer 0: nobody's */
	int64_t store_id;		/* where it works now */
	char store_code[32];
	bool store_closed;
	int64_t home_id;		/* branch of the user's row */
	int64_t epoch;			/* of the rights in memory */
	int *verbs;			/* one a function_table row */
};

/* Something to write to the trail once the transaction is over: a refusal,
 * or an administrator's look at a private row (rule S8). */
struct pending_audit {
	bool is_set;
	char function[32], action[16], entity[32], code[64], reason[160];
	int64_t row_id;
};

/* What a transaction of ours has read or written and the next one reads again only when somebody
 * wrote between them: in a shop with one till, never. */
struct known {
	uint32_t version;		/* db_data_version() after it was committed */
	bool has_epochs;		/* settings_epoch, catalogs_epoch and: */
	int64_t rights_epoch;
	int64_t audit_seq;		/* the trail's last row; 0: not known */
	unsigned char audit_hash[HASH_SIZE];
	struct number_series series;	/* the one that gave a number last; no name: none */
};

struct named;				/* query.c */
struct cached;				/* cache.c */

struct store {
	struct store_paths paths;
	struct db *db;
	struct model *model;
	const struct record_hook *hooks;
	struct actor *actor;		/* of the transaction */
	bool in_tx, in_write, asked;
	bool own_inside;		/* a card's holder: its suggestion is being written */
	int64_t id_next, id_end;
	int schema;			/* version of the tables as it was opened */
	bool for_draft;			/* the transaction keeps what is half typed, whatever the version is */
	int64_t settings_epoch;
	char **settings;		/* one a setting_table row; NULL = preset */
	unsigned char setting_row[64];	/* by where the key stands in memory; a guess */
	struct format format;
	char lang[8], country[8];
	struct pending_audit pending;
	struct known known;
	struct named **named;		/* hash of named statements */
	int64_t catalogs_epoch;		/* as the transaction found it; -1: changed in it */
	struct cached *cached;
	unsigned char column_key[32];	/* sealed.c */
	unsigned column_master;		/* whose it is; 0: none yet */
	bool is_errand;			/* another's work is being done: refusals are for it to hear */
	struct actor **others;		/* errand.c: whose work was done lately */
	unsigned next_other;
};

/* store.c: what follows the beginning of a transaction. */
enum err store_begun(struct store *st, struct actor *a, bool write, struct err_note *note) MUST_CHECK;
/* Committed: what is known now is known to the next. */
void keep_known(struct store *st);
/* What was taken inside a transaction that never was: ids, parameters, what is known. */
void forget_rolled_back(struct store *st);
/* errand.c */
void errand_fini(struct store *st);

/* actor.c */
/* Another branch than its own. ERR_NOTFOUND: there is none. */
enum err actor_work_at(struct store *st, struct actor *a, int64_t store_id,
    struct err_note *note) MUST_CHECK;
enum err actor_refresh(struct store *st, struct actor *a, int64_t rights_epoch,
    struct err_note *note);
/* own_card.c: what follows is always ERR_OK for anybody but the holder of a card */
enum err own_card_refresh(struct store *st, struct actor *a, struct err_note *note) MUST_CHECK;
enum err own_card_query(const struct store *st, const char *name, const struct db_arg *args,
    struct err_note *note) MUST_CHECK;
/* Nothing that is not named in own_card.c. */
enum err own_card_only(const struct store *st, struct err_note *note) MUST_CHECK;
/* A row that is about to be added; sets own_inside, which who asked takes back. */
enum err own_card_enter(struct store *st, const struct record *r, struct err_note *note) MUST_CHECK;
/* setting.c */
enum err settings_load(struct store *st, struct err_note *note);
void settings_fini(struct store *st);
/* query.c */
void named_fini(struct store *st);
/* cache.c */
void cache_clear(struct store *st);
enum err touch_rights(struct store *st, struct err_note *note) MUST_CHECK;
/* Rights, branches and catalogs stand in caches of all sessions: tells them to look again. */
enum err cache_touch(struct store *st, const struct entity *e, struct err_note *note) MUST_CHECK;
/* Adds "alias.… AND …" that holds for rows the actor may see; "1 = 1" when all. */
void visible_sql(struct strbuf *b, const struct actor *a, const struct entity *e,
    const char *alias, const struct model *m);

/* Arguments gathered while a statement's text is made. */
#define SQL_ARGS_MAX 96
struct sql_args {
	struct db_arg a[SQL_ARGS_MAX + 1];
	int n;
	struct arena arena;
};
void sql_arg_int(struct sql_args *sa, const char *name, int64_t v);
void sql_arg_text(struct sql_args *sa, const char *name, const char *s);
void sql_arg_null(struct sql_args *sa, const char *name);
void sql_args_fini(struct sql_args *sa);
/* Adds $actor and $actor_store where sql names them. */
void sql_args_actor(struct sql_args *sa, const struct actor *a, const char *sql);

/* search.c */
char *search_fold_of(struct store *st, const struct record *r);	/* text of column fold */
/* What stands in the column now; the caller frees; NULL when the entity has none or on failure. */
char *search_stored_fold(struct store *st, const struct entity *e, int64_t id);
char *search_sort_of(const struct record *r);
enum err search_index(struct store *st, const struct entity *e, int64_t id,
    const char *old_fold, const char *new_fold, struct err_note *note);
enum err search_phones(struct store *st, const struct record *r, bool gone,
    struct err_note *note);
/* What was typed, split for searching. */
#define SEARCH_WORDS_MAX 8
struct search {
	char *fold;			/* whole, folded */
	char *words[SEARCH_WORDS_MAX]; int nwords;
	char *match;			/* expression for the trigram index; NULL when too short */
	char *phrase, *phrase_match;	/* several words: as they stand together; else NULL */
};
void search_parse(struct search *s, const char *typed, const char *country);
void search_fini(struct search *s);
/* Does the folded text hold every word. */
bool search_hit(const struct search *s, const char *fold);

/* sealed.c: a field of a row that is written */
enum err sealed_bind(struct store *st, struct sql_args *sa, const struct record *r,
    const struct field *f, struct err_note *note) MUST_CHECK;
/* record_load.c: "t.<key> IN (…)" for a code in any case */
void key_sql(struct strbuf *b, struct sql_args *sa, const struct entity *e, const char *code);
/* record_save.c */
const struct record_hook *record_hook_of(struct store *st, const struct entity *e);	/* NULL */
enum err check_by_hand(const struct entity *e, struct err_note *note);
/* duplicate.c */
enum err phone_twins(struct store *st, const struct record *r, int64_t *ids, size_t cap,
    size_t *n, bool *hidden, struct err_note *note);
/* record_sql.c */
const char *field_column(const struct field *f, char *buf, size_t size);
/* Its name is a text, for which rows have a column sort_key. */
bool entity_has_sort_key(const struct entity *e);
void record_select(struct strbuf *b, struct store *st, const struct entity *e);
void record_joins(struct strbuf *b, struct store *st, const struct entity *e);
enum err record_read(struct store *st, const struct entity *e, struct db_stmt *q,
    bool with_refs, struct record **out, struct err_note *note);
bool entity_has_owner(const struct entity *e);
bool entity_has_fold(const struct entity *e);
bool field_hidden_from(const struct actor *a, const struct field *f);
enum err ref_id(struct store *st, const struct field *f, const char *code, int64_t *id,
    struct err_note *note);
/* record_id() that also gives the code as the row has it; exact may be NULL. */
enum err record_key(struct store *st, const struct entity *e, const char *code, int64_t *id,
    struct value *exact, struct err_note *note);
const char *link_table(const struct entity *e, const struct field *f, char *buf, size_t size);

#endif
