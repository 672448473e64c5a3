/* The header of a version: what it is, said without any key, and signed by the shop. */
#include "jobs/backup_part.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/keyring.h"
#include "base/mem.h"
#include "base/str.h"

#define MAGIC "QUENBK"
#define MAGIC_SIZE 6
#define FORMAT "01"
#define TEXT_AT 12			/* magic, two digits, length */
#define TEXT_MOST (BACKUP_HEAD - TEXT_AT - SIGNATURE_SIZE)

enum err
head_write(int fd, const unsigned char seed[LOCKBOX_KEY], const json_t *head, struct err_note *note)
{
	unsigned char *block = xcalloc(1, BACKUP_HEAD);
	char *text = json_text(head);
	size_t len = strlen(text);
	enum err e = ERR_OK;

	if (len > TEXT_MOST) {
		e = err_set(note, ERR_LIMIT, "", _("The header of the backup is too long."));
	} else {
		memcpy(block, MAGIC FORMAT, MAGIC_SIZE + 2);
		for (int i = 0; i < 4; i++)
			block[8 + i] = (unsigned char)(len >> (24 - 8 * i));
		memcpy(block + TEXT_AT, text, len);
		sign_bytes(seed, block, TEXT_AT + len, block + TEXT_AT + len);
		if (pwrite(fd, block, BACKUP_HEAD, 0) != BACKUP_HEAD || fsync(fd) != 0)
			e = io_failed(note);
	}
	free(text);
	free(block);
	return e;
}

const char *
head_text(const json_t *head, const char *key)
{
	const char *s = json_string_value(json_object_get(head, key));

	return s != NULL ? s : "";
}

int64_t
head_int(const json_t *head, const char *key)
{
	return json_integer_value(json_object_get(head, key));
}

static void
state(struct backup_info *b, enum backup_state s, const char *why)
{
	b->state = s;
	str_copy(b->why, sizeof b->why, why);
}

static void
read_locks(const struct store_paths *p, const json_t *head, struct backup_info *b)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(head, "locks"), i, one) {
		const char *kind = head_text(one, "kind");

		b->for_recovery |= str_eq(kind, "recovery");
		b->for_passphrase |= str_eq(kind, "passphrase");
		if (str_eq(kind, "server")) {
			b->for_server = true;
			b->server_key_here = server_key_is_here(p, head_int(one, "day"));
		}
	}
}

static void
fill(const struct store_paths *p, const json_t *head, struct backup_info *b)
{
	const json_t *holds = json_object_get(head, "holds");

	str_copy(b->id, sizeof b->id, head_text(head, "id"));
	str_copy(b->kind, sizeof b->kind, head_text(head, "kind"));
	str_copy(b->made_by, sizeof b->made_by, head_text(head, "made_by"));
	str_copy(b->program, sizeof b->program, head_text(head, "program"));
	str_copy(b->shop, sizeof b->shop, head_text(head, "shop"));
	str_copy(b->shop_key, sizeof b->shop_key, head_text(head, "shop_key"));
	str_copy(b->previous, sizeof b->previous, head_text(head, "previous"));
	str_copy(b->audit_head, sizeof b->audit_head, head_text(head, "audit_head"));
	str_copy(b->ledgers, sizeof b->ledgers, head_text(head, "ledgers"));
	b->made_at = head_int(head, "made_at");
	b->verified_at = head_int(head, "verified_at");
	b->schema = head_int(head, "schema");
	b->image_bytes = head_int(head, "image_bytes");
	b->audit_rows = head_int(head, "audit_rows");
	b->was_sealed = json_is_true(json_object_get(head, "sealed"));
	b->customers = head_int(holds, "customers");
	b->cards = head_int(holds, "cards");
	b->products = head_int(holds, "products");
	b->sales = head_int(holds, "sales");
	b->users = head_int(holds, "users");
	b->documents = head_int(holds, "documents");
	b->document_bytes = head_int(holds, "document_bytes");
	read_locks(p, head, b);
}

/* Signed by whom: by this shop, by itself (a machine that has no shop yet), by another one. */
static void
judge(const struct store_paths *p, const json_t *head, struct backup_info *b)
{
	unsigned char seed[SEAL_KEY], own[LOCKBOX_KEY], theirs[LOCKBOX_KEY];
	const char *slash = strrchr(b->path, '/'), *name = slash != NULL ? slash + 1 : b->path;
	char expected[BACKUP_ID + 32];

	if (keyring_exists(p->db) &&
	    keyring_key(p->db, KEYRING_BACKUP, BACKUP_SIGN, false, seed, NULL) == ERR_OK) {
		sign_public(seed, own);
		secret_wipe(seed, sizeof seed);
		if (!hex_read(b->shop_key, theirs, sizeof theirs) ||
		    !secret_equal(own, theirs, sizeof own)) {
			state(b, BACKUP_FOREIGN, _("This backup is of another shop: it is signed with another key."));
			return;
		}
	}
	snprintf(expected, sizeof expected, "quen-%s" BACKUP_SUFFIX, b->id);
	/* One that is being made has another name until it was read back. */
	if (name[0] != '\0' && !str_ends(name, ".part") && !str_eq(name, expected)) {
		snprintf(b->why, sizeof b->why,
		    _("The file is named %.60s, but it is the version %s. Give it its own name back: %s"),
		    name, b->id, expected);
		b->state = BACKUP_RENAMED;
	} else if (b->bytes < BACKUP_HEAD + head_int(head, "body_bytes")) {
		state(b, BACKUP_SHORT, _("The file ends before its end: a part is missing."));
	} else if (b->bytes > BACKUP_HEAD + head_int(head, "body_bytes")) {
		state(b, BACKUP_DAMAGED, _("The backup was changed after it was made: there is more in it than there was."));
	} else if (b->verified_at == 0) {
		state(b, BACKUP_UNVERIFIED, _("When it was made, the store in it did not add up: see quen verify."));
	}
}

static bool
all_zero(const unsigned char *p, size_t n)
{
	while (n > 0 && *p == 0)
		p++, n--;
	return n == 0;
}

static void
read_block(const struct store_paths *p, const unsigned char *block, struct backup_info *b,
    json_t **head)
{
	static const char changed[] = N_("The backup was changed after it was made: its header does not fit its signature.");
	unsigned char pub[LOCKBOX_KEY];
	size_t len = (size_t)block[8] << 24 | (size_t)block[9] << 16 | (size_t)block[10] << 8 | block[11];
	struct err_note note = { 0 };

	if (memcmp(block, MAGIC, MAGIC_SIZE) != 0) {
		state(b, BACKUP_UNREADABLE, _("This is not a backup of Quen."));
		return;
	}
	if (memcmp(block + MAGIC_SIZE, FORMAT, 2) != 0) {
		snprintf(b->why, sizeof b->why,
		    _("The backup has format %.2s; this program knows %s. Install the newer Quen."),
		    (const char *)block + MAGIC_SIZE, FORMAT);
		b->state = BACKUP_NEWER;
		return;
	}
	if (len > TEXT_MOST || json_parse_object((const char *)block + TEXT_AT, len, head, &note) != ERR_OK) {
		state(b, BACKUP_DAMAGED, _(changed));
		return;
	}
	if (!hex_read(head_text(*head, "shop_key"), pub, sizeof pub) ||
	    !sign_check(pub, block, TEXT_AT + len, block + TEXT_AT + len) ||
	    !all_zero(block + TEXT_AT + len + SIGNATURE_SIZE, BACKUP_HEAD - TEXT_AT - len - SIGNATURE_SIZE)) {
		json_decref(*head);
		*head = NULL;
		state(b, BACKUP_DAMAGED, _(changed));
		return;
	}
	fill(p, *head, b);
	judge(p, *head, b);
}

enum err
head_read(const struct store_paths *p, int fd, struct backup_info *b, json_t **head,
    struct err_note *note)
{
	unsigned char *block = xcalloc(1, BACKUP_HEAD);
	struct stat s;
	ssize_t n = fstat(fd, &s) == 0 ? pread(fd, block, BACKUP_HEAD, 0) : -1;
	enum err e = n < 0 ? io_failed(note) : ERR_OK;

	*head = NULL;
	if (e == ERR_OK) {
		b->bytes = s.st_size;
		if (n < BACKUP_HEAD && n >= MAGIC_SIZE && memcmp(block, MAGIC, MAGIC_SIZE) == 0)
			state(b, BACKUP_SHORT, _("The file ends before its end: a part is missing."));
		else if (n < BACKUP_HEAD)
			state(b, BACKUP_UNREADABLE, _("This is not a backup of Quen."));
		else
			read_block(p, block, b, head);
	}
	free(block);
	return e;
}
