/* Making a version: copy, look into the copy, seal, read back, sign, name. */
#include "config.h"

#include "jobs/backup_part.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/keyring.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "db/copy.h"
#include "db/crypt.h"
#include "db/migrate.h"
#include "domain/hooks.h"
#include "domain/verify.h"
#include "store/actor.h"
#include "store/setting.h"

#define CHUNK 65536
#define FOLDER2 512
#define SAME_MS 10000

/* Everything about one that is being made. */
struct making {
	const struct store_paths *p;
	const struct backup_order *o;
	char dir[BACKUP_PATH], work[BACKUP_PATH + 8], copy[BACKUP_PATH + 24], part[BACKUP_PATH + 80];
	char folder2[FOLDER2];
	int lock, fd;
	struct db *d;			/* the copy */
	struct backup_info info;
	struct backup_facts facts;
	struct document_list documents;
	struct keyring ring;
	unsigned char key[SEAL_KEY], seed[SEAL_KEY];
	unsigned char body[HASH_SIZE], image[HASH_SIZE];
	int64_t body_bytes, key_day;
	struct backup_lock locks[BACKUP_LOCKS];
	size_t nlocks;
	int bad;			/* findings of verify */
};

static enum err
step(struct making *m, int percent, const char *what, struct err_note *note)
{
	if (m->o->progress != NULL && m->o->progress(m->o->arg, percent, what))
		return err_set(note, ERR_CANCELLED, "", _("Stopped. No backup was made."));
	return ERR_OK;
}

/* ---- where */

/* Beside the versions, unless they lie on another disk: a copy in clear, and the key, stay on that of
 * the store. */
static void
choose_work(struct making *m)
{
	struct stat here, there;
	char home[BACKUP_PATH];

	snprintf(m->work, sizeof m->work, "%s/work", m->dir);
	home_of(m->p, home, sizeof home);
	if (stat(home, &here) != 0 || stat(m->dir, &there) != 0 || here.st_dev == there.st_dev)
		return;
	snprintf(m->work, sizeof m->work, "%.600s/backup-work", home);
	remove_dir(m->work);
}

/* One at a time; what an earlier one that died left behind goes. */
static enum err
take_folder(struct making *m, struct err_note *note)
{
	char path[BACKUP_PATH + 32];
	enum err e;

	backup_dir(m->p, m->dir, sizeof m->dir);
	e = make_dir(m->dir, note);
	if (e != ERR_OK)
		return e;
	snprintf(path, sizeof path, "%s/.lock", m->dir);
	m->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (m->lock < 0)
		return io_failed(note);
	if (flock(m->lock, LOCK_EX | LOCK_NB) != 0)
		return err_set(note, ERR_BUSY, "", _("Another backup is being made at this moment."));
	backup_sweep(m->dir);
	choose_work(m);
	e = make_dir(m->work, note);
	if (e != ERR_OK)
		return e;
	snprintf(m->copy, sizeof m->copy, "%s/quen.db", m->work);
	/* A copy of an encrypted store opens with the same key. */
	if (snprintf(path, sizeof path, "%s.key", m->copy) < (int)sizeof path) {
		char from[sizeof m->p->db + 8];

		snprintf(from, sizeof from, "%s.key", m->p->db);
		if (link(from, path) != 0 && errno != ENOENT)
			return io_failed(note);
	}
	return ERR_OK;
}

/* "20261122-031500", in the zone of the shop. */
static void
stamp(int64_t at, char *buf, size_t size)
{
	char iso[40];
	size_t n = 0;

	instant_iso(at, iso, sizeof iso);
	for (const char *s = iso; *s != '\0' && n < 15 && n + 1 < size; s++) {
		if (n == 8)
			buf[n++] = '-';
		if (*s >= '0' && *s <= '9')
			buf[n++] = *s;
	}
	buf[n] = '\0';
}

/* Two of one moment are still one after the other. */
static void
name_it(struct making *m, int64_t newest)
{
	struct backup_info *b = &m->info;
	unsigned char r[2];
	char at[32];

	b->made_at = clock_now_ms();
	if (newest >= b->made_at && newest - b->made_at < SAME_MS)
		b->made_at = newest + 1;
	stamp(b->made_at, at, sizeof at);
	secret_random(r, sizeof r);
	snprintf(b->id, sizeof b->id, "%s-%02x%02x", at, r[0], r[1]);
	str_copy(b->kind, sizeof b->kind, m->o->kind);
	str_copy(b->made_by, sizeof b->made_by, m->o->by);
	str_copy(b->program, sizeof b->program, PACKAGE_VERSION);
	snprintf(b->path, sizeof b->path, "%.600s/quen-%s" BACKUP_SUFFIX, m->dir, b->id);
	snprintf(m->part, sizeof m->part, "%s.part", b->path);
}

/* ---- looking into the copy */

static void
count_bad(void *arg, bool ok, const char *line)
{
	struct making *m = arg;

	if (!ok && m->bad++ < 10)
		log_write(LOG_LEVEL_ERROR, "backup: %s", line);
}

static void
bad_byte(void *arg, const char *line)
{
	count_bad(arg, false, line);
}

/* What was copied, as it lies on the disk: the copy has sums of its own, and would hide a byte
 * that was changed here. */
static enum err
scan_source(struct making *m, struct db *d, struct err_note *note)
{
	struct db_scan scan;

	return db_crypt_scan(d, bad_byte, m, &scan, note);
}

static void
take_settings(struct making *m, struct store *st)
{
	str_copy(m->info.shop, sizeof m->info.shop, setting_text(st, "shop.name"));
	str_copy(m->folder2, sizeof m->folder2, setting_text(st, "backup.folder2"));
}

/* Every ledger, balance and number again, in the copy. */
static enum err
recompute(struct making *m, struct err_note *note)
{
	struct store_paths p = *m->p;
	struct store *st = NULL;
	struct actor *a = NULL;
	int bad = 0;
	enum err e;

	home_of(m->p, p.beside, sizeof p.beside);
	str_copy(p.db, sizeof p.db, m->copy);
	e = store_open(&p, &st, note);
	if (e == ERR_OK) {
		store_set_hooks(st, domain_hooks);
		e = actor_open(st, NULL, &a, note);
	}
	if (e == ERR_OK)
		e = verify_run(st, a, count_bad, m, &bad, note);
	if (e == ERR_OK)
		take_settings(m, st);
	actor_close(a);
	store_close(st);
	return e;
}

static enum err
look_into(struct making *m, struct err_note *note)
{
	struct db_options o = { .sql_dir = m->p->sql };
	int version = 0, newest;
	enum err e = db_open(m->copy, &o, &m->d, note);

	if (e == ERR_OK)
		e = migrate_version(m->d, &version, note);
	if (e != ERR_OK)
		return e;
	m->info.schema = version;
	newest = migrate_newest(m->d);
	/* Of an older schema the program cannot recompute anything: its pages and keys are proved. */
	if (version == newest)
		e = recompute(m, note);
	else if ((e = db_integrity(m->d, note)) == ERR_DB) {
		m->bad++;
		e = ERR_OK;
	}
	if (e == ERR_OK)
		e = backup_facts_now(m->d, &m->info, &m->facts, note);
	if (e == ERR_OK)
		e = backup_facts_documents(m->d, m->p, &m->info, &m->documents, note);
	if (e == ERR_OK)
		e = backup_facts_locks(m->d, m->info.schema, m->locks, &m->nlocks, note);
	if (e == ERR_OK)
		m->info.verified_at = m->bad == 0 ? clock_now_ms() : 0;
	return e;
}

/* ---- sealing */

static enum err
put_item(struct seal_out *o, enum backup_item type, int64_t len, struct err_note *note)
{
	unsigned char head[ITEM_HEAD] = { (unsigned char)type };

	for (int i = 1; i < ITEM_HEAD; i++)
		head[i] = (unsigned char)((uint64_t)len >> (8 * (ITEM_HEAD - 1 - i)));
	return seal_out_add(o, head, sizeof head, note);
}

static enum err
put_whole(struct seal_out *o, enum backup_item type, const void *p, size_t len, struct err_note *note)
{
	enum err e = put_item(o, type, (int64_t)len, note);

	return e == ERR_OK ? seal_out_add(o, p, len, note) : e;
}

static enum err
put_documents(struct making *m, struct seal_out *o, struct err_note *note)
{
	struct strbuf b = { 0 };
	enum err e;

	for (size_t i = 0; i < m->documents.n; i++)
		strbuf_addf(&b, "%s %" PRId64 "\n", m->documents.hash[i], m->documents.size[i]);
	e = put_whole(o, ITEM_DOCUMENTS, strbuf_str(&b), b.len, note);
	strbuf_fini(&b);
	return e;
}

static enum err
put_pages(struct making *m, struct seal_out *o, struct err_note *note)
{
	unsigned char *chunk = xmalloc(CHUNK);
	struct hash_state h;
	int64_t at = 0, size = 0;
	enum err e = db_image_size(m->d, &size, note);

	hash_init(&h);
	if (e == ERR_OK)
		e = put_item(o, ITEM_PAGES, size, note);
	while (e == ERR_OK && at < size) {
		size_t n = size - at < CHUNK ? (size_t)(size - at) : CHUNK;

		e = db_image_read(m->d, at, chunk, n, note);
		if (e != ERR_OK)
			break;
		hash_add_raw(&h, chunk, n);
		e = seal_out_add(o, chunk, n, note);
		at += (int64_t)n;
		if (e == ERR_OK && at % (CHUNK * 64) == 0)
			e = step(m, 40 + (int)(at * 30 / size), _("Locking it up"), note);
	}
	hash_end(&h, m->image);
	m->info.image_bytes = size;
	secret_wipe(chunk, CHUNK);
	free(chunk);
	return e;
}

static enum err
seal_body(struct making *m, struct err_note *note)
{
	struct seal_out *o = NULL;
	char about[BACKUP_ID + 16], *facts = backup_facts_text(&m->facts);
	enum err e = ERR_OK;

	m->fd = open(m->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (m->fd < 0 || lseek(m->fd, BACKUP_HEAD, SEEK_SET) != BACKUP_HEAD)
		e = io_failed(note);
	secret_random(m->key, sizeof m->key);
	snprintf(about, sizeof about, "backup|%s", m->info.id);
	if (e == ERR_OK)
		e = seal_out_new(m->fd, m->key, about, &o, note);
	if (e == ERR_OK)
		e = put_whole(o, ITEM_FACTS, facts, strlen(facts), note);
	if (e == ERR_OK)
		e = put_whole(o, ITEM_MASTER, m->ring.master, m->ring.n * SEAL_KEY, note);
	if (e == ERR_OK)
		e = put_documents(m, o, note);
	if (e == ERR_OK)
		e = put_pages(m, o, note);
	if (e == ERR_OK)
		e = seal_out_end(o, m->body, &m->body_bytes, note);
	if (e == ERR_OK && fsync(m->fd) != 0)
		e = io_failed(note);
	seal_out_free(o);
	free(facts);
	return e;
}

/* ---- the header */

static json_t *
lock_json(const struct backup_lock *l, const unsigned char key[SEAL_KEY])
{
	unsigned char sealed[SEAL_KEY + LOCKBOX_EXTRA];
	char hex[2 * sizeof sealed + 1], pub[2 * LOCKBOX_KEY + 1], salt[2 * LOCKBOX_SALT + 1];
	json_t *j;

	lockbox_seal(l->pub, key, SEAL_KEY, sealed);
	j = json_pack("{s:s, s:s, s:s}", "kind", l->kind, "public", hex_write(l->pub, LOCKBOX_KEY, pub),
	    "sealed", hex_write(sealed, sizeof sealed, hex));
	if (str_eq(l->kind, "passphrase")) {
		json_object_set_new(j, "salt", json_string(hex_write(l->salt, LOCKBOX_SALT, salt)));
		json_object_set_new(j, "passes", json_integer(l->passes));
		json_object_set_new(j, "memory", json_integer(l->memory));
	}
	return j;
}

static enum err
server_lock(struct making *m, json_t *locks, struct err_note *note)
{
	unsigned char own[SEAL_KEY], sealed[SEAL_KEY + SEAL_EXTRA];
	char about[BACKUP_ID + 16], hex[2 * sizeof sealed + 1];
	enum err e = server_key(m->p, m->key_day, true, own, note);

	if (e != ERR_OK)
		return e;
	snprintf(about, sizeof about, "backup|%s", m->info.id);
	secret_seal(own, about, m->key, SEAL_KEY, sealed);
	secret_wipe(own, sizeof own);
	json_array_append_new(locks, json_pack("{s:s, s:I, s:s}", "kind", "server", "day",
	    (json_int_t)m->key_day, "sealed", hex_write(sealed, sizeof sealed, hex)));
	return ERR_OK;
}

static json_t *
head_json(struct making *m, json_t *locks)
{
	struct backup_info *b = &m->info;
	unsigned char pub[LOCKBOX_KEY];
	char body[HASH_HEX_SIZE], image[HASH_HEX_SIZE];
	json_t *j;

	sign_public(m->seed, pub);
	hex_write(pub, sizeof pub, b->shop_key);
	j = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "format", BACKUP_FORMAT,
	    "id", b->id, "kind", b->kind, "made_by", b->made_by, "program", b->program,
	    "shop", b->shop, "shop_key", b->shop_key, "previous", b->previous,
	    "audit_head", b->audit_head, "ledgers", b->ledgers);
	json_object_update_new(j, json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:s, s:s, s:b, s:o}",
	    "made_at", (json_int_t)b->made_at, "verified_at", (json_int_t)b->verified_at,
	    "schema", (json_int_t)b->schema, "audit_rows", (json_int_t)b->audit_rows,
	    "body_bytes", (json_int_t)m->body_bytes, "image_bytes", (json_int_t)b->image_bytes,
	    "body", hash_hex(m->body, body), "image", hash_hex(m->image, image),
	    "sealed", b->was_sealed, "locks", locks));
	json_object_set_new(j, "holds", json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
	    "customers", (json_int_t)b->customers, "cards", (json_int_t)b->cards,
	    "products", (json_int_t)b->products, "sales", (json_int_t)b->sales,
	    "users", (json_int_t)b->users, "documents", (json_int_t)b->documents,
	    "document_bytes", (json_int_t)b->document_bytes));
	return j;
}

static enum err
sign_head(struct making *m, struct err_note *note)
{
	json_t *locks = json_array(), *head;
	enum err e = ERR_OK;

	for (size_t i = 0; i < m->nlocks; i++)
		json_array_append_new(locks, lock_json(&m->locks[i], m->key));
	e = server_lock(m, locks, note);
	if (e != ERR_OK) {
		json_decref(locks);
		return e;
	}
	head = head_json(m, locks);
	e = head_write(m->fd, m->seed, head, note);
	json_decref(head);
	return e;
}

/* What was written is what was copied: the whole file is read once more, and opened. */
static enum err
read_back(struct making *m, struct err_note *note)
{
	struct backup_info b = m->info;
	enum err e;

	str_copy(b.path, sizeof b.path, m->part);
	(void)posix_fadvise(m->fd, 0, 0, POSIX_FADV_DONTNEED);
	e = backup_verify(m->p, &b, NULL, note);
	if (e != ERR_OK && m->bad > 0 && note != NULL && str_eq(note->field, "unverified"))
		e = ERR_OK;
	return e == ERR_OK ? name_file(m->part, m->info.path, note) : e;
}

/* ---- copies elsewhere */

static enum err
copy_to(struct making *m, const char *to, struct err_note *note)
{
	char path[BACKUP_PATH];
	struct backup_info there = { 0 };
	enum err e = make_dir(to, note);

	snprintf(path, sizeof path, "%.600s/%s", to, strrchr(m->info.path, '/') + 1);
	if (e == ERR_OK)
		e = documents_copy(m->dir, to, &m->documents, note);
	if (e == ERR_OK)
		e = copy_file(m->info.path, path, note);
	if (e == ERR_OK)
		e = backup_look(m->p, path, &there, note);
	if (e == ERR_OK)
		e = backup_fail(&there, note);
	return e;
}

static void
copy_out(struct making *m, struct err_note *note)
{
	struct err_note own = { 0 };

	if (note == NULL)
		note = &own;
	*note = (struct err_note) { 0 };
	if (m->o->to != NULL && copy_to(m, m->o->to, note) != ERR_OK)
		return;
	if (!str_empty(m->folder2) && !str_eq(m->folder2, m->o->to))
		(void)copy_to(m, m->folder2, note);
}

static void
finish(struct making *m)
{
	db_close(m->d);
	if (m->fd >= 0)
		close(m->fd);
	if (m->part[0] != '\0')
		unlink(m->part);
	if (m->work[0] != '\0')
		remove_dir(m->work);
	if (m->lock >= 0)
		close(m->lock);
	document_list_free(&m->documents);
	secret_wipe(&m->ring, sizeof m->ring);
	secret_wipe(m->key, sizeof m->key);
	secret_wipe(m->seed, sizeof m->seed);
}

static enum err
work(struct making *m, struct db *d, struct err_note *note)
{
	unsigned char key[SEAL_KEY];
	int64_t newest = 0;
	enum err e = keyring_read(m->p->db, true, &m->ring, note);

	if (e == ERR_OK)
		e = take_folder(m, note);
	if (e != ERR_OK)
		return e;
	keyring_derive(m->ring.master[0], KEYRING_BACKUP, BACKUP_SIGN, m->seed);
	backup_newest_id(m->p, m->info.previous, &newest);
	name_it(m, newest);
	m->key_day = instant_day(m->info.made_at);
	m->info.was_sealed = db_is_sealed(m->p->db);
	e = step(m, 0, _("Copying"), note);
	if (e == ERR_OK)
		e = db_copy(d, m->copy, note);
	if (e == ERR_OK)
		e = scan_source(m, d, note);
	if (e == ERR_OK)
		e = step(m, 15, _("Proving the copy"), note);
	if (e == ERR_OK)
		e = look_into(m, note);
	if (e == ERR_OK)
		e = step(m, 35, _("Documents"), note);
	keyring_derive(m->ring.master[0], KEYRING_BACKUP, BACKUP_DOCUMENTS, key);
	if (e == ERR_OK)
		e = documents_seal(m->p, m->dir, &m->documents, key, note);
	secret_wipe(key, sizeof key);
	if (e == ERR_OK)
		e = step(m, 40, _("Locking it up"), note);
	if (e == ERR_OK)
		e = seal_body(m, note);
	if (e == ERR_OK)
		e = sign_head(m, note);
	if (e == ERR_OK)
		e = step(m, 70, _("Reading it back"), note);
	if (e == ERR_OK)
		e = read_back(m, note);
	return e;
}

enum err
backup_make(const struct store_paths *p, struct db *d, const struct backup_order *o,
    struct backup_info *out, struct err_note *copy_note, struct err_note *note)
{
	struct making m = { .p = p, .o = o, .lock = -1, .fd = -1 };
	enum err e = work(&m, d, note);

	if (e == ERR_OK) {
		copy_out(&m, copy_note);
		*out = m.info;
		if (backup_look(p, m.info.path, out, NULL) != ERR_OK)
			*out = m.info;
		if (m.bad > 0)
			e = err_set(note, ERR_CONFLICT, "unverified",
			    ngettext("The store does not add up (%d finding, see quen verify). The copy was kept, but it does not count as a backup.",
			    "The store does not add up (%d findings, see quen verify). The copy was kept, but it does not count as a backup.",
			    (unsigned long)m.bad), m.bad);
	}
	finish(&m);
	return e;
}
