/* backup_part.h - what the files of backup and restore share. Not for others.
 *
 * A version is one file: 64 KB of header (magic, length, JSON with sorted keys, Ed25519 signature
 * of the shop, zeroes), then a sealed stream (seal_stream.h) of items: type, length in 8 bytes big
 * endian, bytes. Items, in this order: F facts (JSON), K master keys of the installation, D list of
 * documents ("hash size" a line), P pages of the database. */
#ifndef QUEN_JOBS_BACKUP_PART_H
#define QUEN_JOBS_BACKUP_PART_H

#include "base/json.h"
#include "base/seal_stream.h"
#include "jobs/backup.h"

#define BACKUP_FORMAT 1
#define BACKUP_HEAD 65536
#define BACKUP_SUFFIX ".qbk"
#define BACKUP_KEY_DAYS 30
#define ITEM_HEAD 9

enum backup_item { ITEM_FACTS = 'F', ITEM_MASTER = 'K', ITEM_DOCUMENTS = 'D', ITEM_PAGES = 'P' };
enum backup_derived { BACKUP_SIGN = 1, BACKUP_DOCUMENTS = 2 };	/* ids of KEYRING_BACKUP */

/* ---- backup_head.c */
/* Writes, signs and syncs the header of fd. head: borrowed. */
enum err head_write(int fd, const unsigned char seed[LOCKBOX_KEY], const json_t *head,
    struct err_note *note) MUST_CHECK;
/* Reads and checks it. *head NULL when state is worse than what a header can say; owned. */
enum err head_read(const struct store_paths *p, int fd, struct backup_info *b, json_t **head,
    struct err_note *note) MUST_CHECK;
const char *head_text(const json_t *head, const char *key);
int64_t head_int(const json_t *head, const char *key);

/* ---- backup_open.c */
/* The key of the stream. fd: of the file, to read the header from. */
enum err backup_unlock(const struct store_paths *p, const json_t *head, const struct backup_opener *o,
    unsigned char key[SEAL_KEY], struct err_note *note) MUST_CHECK;
/* The server's key of a day; make: now, when there is none yet. */
enum err server_key(const struct store_paths *p, int64_t day, bool make, unsigned char key[SEAL_KEY],
    struct err_note *note) MUST_CHECK;
bool server_key_is_here(const struct store_paths *p, int64_t day);
void server_keys_drop(const struct store_paths *p, int64_t before_day);

/* An open version: everything checked, standing behind the item asked for. */
struct backup_reader {
	int fd;
	json_t *head;
	struct backup_info info;
	struct seal_in *in;
	unsigned char key[SEAL_KEY];
};
/* whole: the hash of the whole file is compared first, so that nothing of a changed file is ever
 * opened. */
enum err reader_open(const struct store_paths *p, const struct backup_info *b,
    const struct backup_opener *o, bool whole, struct backup_reader *r, struct err_note *note)
    MUST_CHECK;
enum err reader_item(struct backup_reader *r, enum backup_item type, int64_t *len,
    struct err_note *note) MUST_CHECK;
/* All of an item of at most `most` bytes, with a NUL behind. The caller frees. */
enum err reader_take(struct backup_reader *r, enum backup_item type, size_t most, char **out,
    size_t *len, struct err_note *note) MUST_CHECK;
void reader_close(struct backup_reader *r);

/* ---- backup_documents.c */
struct document_list { char (*hash)[HASH_HEX_SIZE]; int64_t *size; size_t n, cap; };
void document_list_add(struct document_list *l, const char *hash, int64_t size);
void document_list_free(struct document_list *l);
/* Lines of "hash size"; false when it is none. */
bool document_list_read(struct document_list *l, const char *text);
/* Seals each into <dir>/documents unless it is there, reads it back, and says that it is used. */
enum err documents_seal(const struct store_paths *p, const char *dir, const struct document_list *l,
    const unsigned char key[SEAL_KEY], struct err_note *note) MUST_CHECK;
/* Opens those that the store lacks into <folder of the store>/documents. to_store false: only
 * proves that they open. ERR_NOTFOUND names how many are missing. */
enum err documents_open(const struct store_paths *p, const char *dir, const struct document_list *l,
    const unsigned char key[SEAL_KEY], bool to_store, struct err_note *note) MUST_CHECK;
/* Copies what dir has and to has not. */
enum err documents_copy(const char *dir, const char *to, const struct document_list *l,
    struct err_note *note) MUST_CHECK;
/* Takes away what no version has used since. */
void documents_rotate(const char *dir, int64_t oldest_ms);

/* ---- backup_facts.c: d outside of transactions */
char *backup_facts_text(const struct backup_facts *f);		/* JSON; the caller frees */
bool backup_facts_read(struct backup_facts *f, const char *text, size_t len);
/* Those whose content is there: what the store has lost already cannot be kept. */
enum err backup_facts_documents(struct db *d, const struct store_paths *p, struct backup_info *b,
    struct document_list *l, struct err_note *note) MUST_CHECK;
enum err backup_facts_locks(struct db *d, int64_t schema, struct backup_lock *l, size_t *n,
    struct err_note *note) MUST_CHECK;
struct db_stmt;
/* The row that q stands on, of keep.locks. */
void backup_lock_of(const struct db_stmt *q, struct backup_lock *l);

/* ---- backup_list.c */
/* Id and instant of the newest, "" and 0 without any. */
void backup_newest_id(const struct store_paths *p, char id[BACKUP_ID], int64_t *at);
/* Half made files of one that died; the folder's lock is ours. */
void backup_sweep(const char *dir);

/* ---- backup_files.c */
enum err io_failed(struct err_note *note);
/* Makes safe which names the folder of path has. */
enum err sync_dir_of(const char *path, struct err_note *note) MUST_CHECK;
/* part, already on the disk, gets its name, and that is made safe; else there is none. */
enum err name_file(const char *part, const char *path, struct err_note *note) MUST_CHECK;
enum err make_dir(const char *path, struct err_note *note) MUST_CHECK;
/* from to to, under another name until it is on the disk. */
enum err copy_file(const char *from, const char *to, struct err_note *note) MUST_CHECK;
/* Everything in a folder of ours, and the folder. */
void remove_dir(const char *path);
/* The folder that holds the store, without a slash at the end. */
void home_of(const struct store_paths *p, char *buf, size_t size);
/* BLAKE2b of fd from at to its end, and how long that is. */
enum err hash_rest(int fd, int64_t at, unsigned char hash[HASH_SIZE], int64_t *size,
    struct err_note *note) MUST_CHECK;

#endif
