/* A version becomes a store again: beside the one in use, where nobody sees it. */
#include "jobs/restore_part.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/keyring.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "db/migrate.h"
#include "domain/hooks.h"
#include "domain/verify.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/sealed.h"

#define CHUNK 65536
#define LIST_MOST (INT64_C(64) << 20)

static enum err
odd(struct err_note *note)
{
	return err_set(note, ERR_CONFLICT, "tampered", _("The backup is not made of what it should be made of."));
}

/* The key of the installation: on a machine that has none the one of the backup. An encrypted
 * generation finds it beside itself until it is in its place. */
static enum err
put_master(struct restoring *x, struct err_note *note)
{
	char from[600], to[700];
	enum err e = keyring_install(x->r->p->db, &x->ring, note);

	if (e != ERR_OK)
		return e;
	snprintf(from, sizeof from, "%s.key", x->r->p->db);
	snprintf(to, sizeof to, "%s.key", x->db);
	if (link(from, to) != 0 && errno != ENOENT && errno != EEXIST)
		return io_failed(note);
	return ERR_OK;
}

static enum err
put_documents(struct restoring *x, const char *list, struct err_note *note)
{
	struct document_list l = { 0 };
	unsigned char key[SEAL_KEY];
	char dir[BACKUP_PATH];
	enum err e = ERR_OK;

	str_copy(dir, sizeof dir, x->r->b->path);
	if (strrchr(dir, '/') != NULL)
		*strrchr(dir, '/') = '\0';
	else
		str_copy(dir, sizeof dir, ".");
	if (!document_list_read(&l, list))
		e = odd(note);
	keyring_derive(x->ring.master[0], KEYRING_BACKUP, BACKUP_DOCUMENTS, key);
	if (e == ERR_OK)
		e = documents_open(x->r->p, dir, &l, key, true, note);
	secret_wipe(key, sizeof key);
	document_list_free(&l);
	if (e == ERR_NOTFOUND && x->r->without_documents) {
		log_write(LOG_LEVEL_WARN, "restore: %s", note != NULL ? note->text : "documents are missing");
		e = ERR_OK;
	}
	return e;
}

static enum err
put_pages(struct restoring *x, struct backup_reader *in, struct err_note *note)
{
	unsigned char *chunk = xmalloc(CHUNK), hash[HASH_SIZE];
	struct db_image *im = NULL;
	struct hash_state h;
	char hex[HASH_HEX_SIZE];
	int64_t size = 0, at = 0;
	bool sealed = x->has_old ? db_is_sealed(x->r->p->db) : x->r->b->was_sealed;
	enum err e = reader_item(in, ITEM_PAGES, &size, note);

	hash_init(&h);
	if (e == ERR_OK)
		e = db_image_make(x->db, x->r->p->db, sealed, &im, note);
	while (e == ERR_OK && at < size) {
		size_t n = size - at < CHUNK ? (size_t)(size - at) : CHUNK;

		e = seal_in_read(in->in, chunk, n, note);
		if (e != ERR_OK)
			break;
		hash_add_raw(&h, chunk, n);
		e = db_image_write(im, chunk, n, note);
		at += (int64_t)n;
		if (e == ERR_OK && at % (CHUNK * 64) == 0)
			e = restore_step(x, 10 + (int)(at * 30 / size), _("Unlocking it"), note);
	}
	if (e == ERR_OK)
		e = seal_in_end(in->in, note);
	hash_end(&h, hash);
	if (e == ERR_OK && !str_eq(hash_hex(hash, hex), head_text(in->head, "image")))
		e = odd(note);
	if (e == ERR_OK)
		e = db_image_sync(im, note);
	if (e == ERR_OK && sealed && !db_image_is_sealed(im))
		e = err_set(note, ERR_CONFIG, "sealed",
		    _("The store is encrypted and this backup is from before it was. Restore it into an empty folder, then encrypt it."));
	db_image_free(im);
	secret_wipe(chunk, CHUNK);
	free(chunk);
	return e;
}

static enum err
unseal(struct restoring *x, struct err_note *note)
{
	struct backup_reader in;
	char *facts = NULL, *master = NULL, *list = NULL;
	size_t len = 0, master_len = 0;
	enum err e = reader_open(x->r->p, x->r->b, x->r->o, true, &in, note);

	if (e != ERR_OK)
		return e;
	e = reader_take(&in, ITEM_FACTS, BACKUP_HEAD, &facts, &len, note);
	if (e == ERR_OK)
		e = reader_take(&in, ITEM_MASTER, KEYRING_MOST * SEAL_KEY, &master, &master_len, note);
	if (e == ERR_OK && !keyring_fits(master_len))
		e = odd(note);
	if (e == ERR_OK) {
		memcpy(x->ring.master, master, master_len);
		x->ring.n = master_len / SEAL_KEY;
		e = put_master(x, note);
	}
	if (e == ERR_OK)
		e = reader_take(&in, ITEM_DOCUMENTS, LIST_MOST, &list, &len, note);
	if (e == ERR_OK)
		e = put_pages(x, &in, note);
	if (e == ERR_OK)
		e = put_documents(x, list, note);
	if (master != NULL)
		secret_wipe(master, master_len);
	free(facts);
	free(master);
	free(list);
	reader_close(&in);
	return e;
}

/* An older one comes up to date; a newer one is refused by db_open(), which says what it needs. */
static enum err
migrate(struct restoring *x, struct err_note *note)
{
	struct db_options o = { .sql_dir = x->r->p->sql };
	struct db *d = NULL;
	int version = 0;
	enum err e = db_open(x->db, &o, &d, note);

	if (e == ERR_CONFIG && note != NULL)
		str_copy(note->field, sizeof note->field, "newer");
	if (e == ERR_OK)
		e = migrate_version(d, &version, note);
	x->done->schema_before = version;
	if (e == ERR_OK && version < migrate_newest(d))
		e = migrate_run(d, note);
	if (e == ERR_OK)
		e = db_durable(d, note);
	if (e == ERR_OK)
		e = db_integrity(d, note);
	db_close(d);
	return e;
}

static void
count_bad(void *arg, bool ok, const char *line)
{
	(void)arg;
	if (!ok)
		log_write(LOG_LEVEL_ERROR, "restore: %s", line);
}

/* The trail in it is the one that its header was signed with. */
static enum err
check_head(struct restoring *x, struct store *st, struct actor *a, struct err_note *note)
{
	unsigned char hash[HASH_SIZE];
	enum err e = store_begin(st, a, false, note);

	if (e == ERR_OK && hex_read(x->r->b->audit_head, hash, sizeof hash))
		e = audit_check_hash(st, x->r->b->audit_rows, hash, note);
	store_rollback(st);
	return e;
}

static enum err
prove(struct restoring *x, struct err_note *note)
{
	struct store_paths p = *x->r->p;
	struct store *st = NULL;
	struct actor *a = NULL;
	int64_t rows;
	int bad = 0;
	enum err e;

	home_of(x->r->p, p.beside, sizeof p.beside);
	str_copy(p.db, sizeof p.db, x->db);
	e = store_open(&p, &st, note);
	if (e == ERR_OK) {
		store_set_hooks(st, domain_hooks);
		e = actor_open(st, NULL, &a, note);
	}
	/* What an older version kept in clear, as quen upgrade does. */
	if (e == ERR_OK)
		e = sealed_settle(st, a, &rows, note);
	if (e == ERR_OK)
		e = verify_run(st, a, count_bad, NULL, &bad, note);
	if (e == ERR_OK && bad == 0)
		e = check_head(x, st, a, note);
	if (e == ERR_OK && bad > 0)
		e = err_set(note, ERR_CONFLICT, "unverified",
		    ngettext("The store in the backup does not add up: %d finding.",
		    "The store in the backup does not add up: %d findings.", (unsigned long)bad), bad);
	actor_close(a);
	store_close(st);
	return e;
}

enum err
restore_fill(struct restoring *x, struct err_note *note)
{
	enum err e = unseal(x, note);

	if (e == ERR_OK)
		e = restore_step(x, 45, _("Proving it"), note);
	if (e == ERR_OK)
		e = migrate(x, note);
	if (e == ERR_OK)
		e = prove(x, note);
	return e;
}
