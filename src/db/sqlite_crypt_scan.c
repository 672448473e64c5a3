/* Every byte of the store as it lies on the disk. A page that does not open was changed; a log
 * whose sums break off although whole transactions follow has lost them. */
#include "config.h"

#include "db/crypt.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/seal.h"
#include "base/secret.h"
#include "base/str.h"
#include "db/handle.h"
#include "db/sqlite_conn.h"
#include "db/sqlite_crypt.h"
#include "db/sqlite_sums.h"
#include "db/sqlite_vfs.h"

#define TRIES 5
#define AGAIN_US 10000
#define NAMED_MAX 20			/* whose table is looked for */
#define LOCK_PAGE (0x40000000 / CRYPT_PAGE + 1)
/* the wal-index: a part of it, and where "mxFrame" stands among its 32-bit numbers */
#define INDEX_PART 32768
#define INDEX_FRAMES 4

struct scan {
	struct db_conn *c;
	struct crypt *crypt;		/* NULL: a clear store */
	sqlite3_file *f;
	void (*bad)(void *arg, const char *line);
	void *arg;
	struct db_scan *out;
	bool copied;			/* the log, once more: copy_again() */
	unsigned char buf[WAL_FRAME];
};

static uint32_t
be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Whether the page belongs to the table: found there, or reading the table fails on it. */
static bool
has_page(struct scan *s, const char *table, int64_t page)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(s->c->db, "SELECT 1 FROM dbstat WHERE name = ? AND pageno = ?",
	    -1, &st, NULL);

	if (rc != SQLITE_OK)
		return false;
	sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
	sqlite3_bind_int64(st, 2, page);
	rc = sqlite3_step(st);
	sqlite3_finalize(st);
	return rc == SQLITE_ROW || (rc == SQLITE_IOERR_DATA && sqlite_vfs_bad(s->c->db) == page);
}

static void
table_of(struct scan *s, int64_t page, char *buf, size_t size)
{
	sqlite3_stmt *st = NULL;
	int rc;

	buf[0] = '\0';
	if (s->out->bad > NAMED_MAX)
		return;
	s->c->trusted++;
	rc = sqlite3_prepare_v2(s->c->db, "SELECT name FROM sqlite_schema WHERE rootpage > 0"
	    " UNION ALL SELECT 'sqlite_schema'", -1, &st, NULL);
	while (rc == SQLITE_OK && buf[0] == '\0' && sqlite3_step(st) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(st, 0);

		if (has_page(s, name, page))
			str_copy(buf, size, name);
	}
	sqlite3_finalize(st);
	s->c->trusted--;
}

static void
tell(struct scan *s, const char *what, int64_t page)
{
	char line[256], table[128];

	s->out->bad++;
	table_of(s, page, table, sizeof(table));
	if (table[0] != '\0')
		snprintf(line, sizeof(line), _("%s: it was changed (page %" PRId64 ", table %s)"), what,
		    page, table);
	else
		snprintf(line, sizeof(line), _("%s: it was changed (page %" PRId64 ", no table found)"),
		    what, page);
	s->bad(s->arg, line);
}

static bool
page_is_whole(struct scan *s, int64_t page)
{
	enum sums_found found;

	if (s->crypt != NULL)
		return crypt_open_page(s->crypt, (uint32_t)page, s->buf);
	found = sums_check((uint32_t)page, s->buf);
	s->out->unsummed += found == SUMS_NONE;
	return found != SUMS_BAD;
}

/* Another may be writing it right now: then it is whole a little later. */
static int
open_page(struct scan *s, int64_t page, bool *whole)
{
	*whole = false;
	for (int i = 0; i < TRIES && !*whole; i++) {
		int rc = sqlite_vfs_raw(s->f, s->buf, CRYPT_PAGE, (page - 1) * CRYPT_PAGE);

		if (rc != SQLITE_OK)
			return rc == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : rc;
		*whole = page_is_whole(s, page);
		if (!*whole)
			usleep(AGAIN_US);
	}
	return SQLITE_OK;
}

/* A power cut may have torn it while it was copied from the log, which has it whole: then it is
 * copied once more. */
static void
copy_again(struct scan *s)
{
	s->copied = true;
	if (s->c->turn == NULL || turn_take(s->c->turn, SQLITE_TURN_MS, NULL) != ERR_OK)
		return;
	(void)!sqlite_repair(s->c);
	turn_leave(s->c->turn);
}

static int
scan_pages(struct scan *s)
{
	sqlite3_int64 size = 0;
	char what[64];
	int rc = s->f->pMethods->xFileSize(s->f, &size);

	for (int64_t page = 1; rc == SQLITE_OK && page <= (size + CRYPT_PAGE - 1) / CRYPT_PAGE; page++) {
		bool whole;

		rc = open_page(s, page, &whole);
		if (rc == SQLITE_OK && !whole && !s->copied) {
			copy_again(s);
			rc = open_page(s, page, &whole);
			if (whole) {
				s->out->mended = page;
				log_write(LOG_LEVEL_WARN, "page %lld of the database was torn or "
				    "changed; the write-ahead log had it whole", (long long)page);
			}
		}
		s->out->pages++;
		if (rc != SQLITE_OK || whole || page == LOCK_PAGE)
			continue;
		snprintf(what, sizeof(what), _("page %" PRId64 " of the database"), page);
		tell(s, what, page);
	}
	return rc;
}

/* ---- the log */

struct sums { bool big; uint32_t a, b; };

static void
sum(struct sums *s, const unsigned char *p, size_t len)
{
	for (size_t i = 0; i < len; i += 8) {
		uint32_t x = be32(p + i), y = be32(p + i + 4);

		if (!s->big) {
			x = __builtin_bswap32(x);
			y = __builtin_bswap32(y);
		}
		s->a += x + s->b;
		s->b += y + s->a;
	}
}

static bool
sums_are(const struct sums *s, const unsigned char *p)
{
	return be32(p) == s->a && be32(p + 4) == s->b;
}

static void
log_header_bad(struct scan *s)
{
	s->out->bad++;
	s->bad(s->arg, _("write-ahead log: its header was changed; what stands in it was not in use"));
}

static void
frame_bad(struct scan *s, int64_t frame)
{
	char what[80];

	snprintf(what, sizeof(what), _("frame %" PRId64 " of the write-ahead log"), frame);
	tell(s, what, be32(s->buf));
}

/* From where the sums no longer fit, frames are what is left of older logs - unless one of them
 * ends a transaction of this log: that was lost. */
static int
scan_frames(struct scan *s, sqlite3_file *log, sqlite3_int64 size, const unsigned char *head,
    struct sums sums)
{
	int64_t broken = 0, broken_page = 0, frame = 0;
	bool told = false;
	char what[80];

	for (sqlite3_int64 at = WAL_HEADER; at + WAL_FRAME <= size; at += WAL_FRAME) {
		int rc = sqlite_vfs_raw(log, s->buf, WAL_FRAME, at);
		bool ours, whole = true;

		if (rc != SQLITE_OK)
			return rc;
		frame++;
		s->out->frames++;
		ours = memcmp(s->buf + 8, head + 16, 8) == 0;
		if (s->crypt != NULL)
			whole = crypt_open_frame(s->crypt, at, s->buf, s->buf + WAL_FRAME_HEADER);
		if (!whole)
			frame_bad(s, frame);
		told = told || !whole;
		if (broken == 0 && ours && whole) {
			sum(&sums, s->buf, 8);
			sum(&sums, s->buf + WAL_FRAME_HEADER, CRYPT_PAGE);
		}
		if (broken == 0 && (!ours || !whole || !sums_are(&sums, s->buf + 16))) {
			broken = frame;
			broken_page = be32(s->buf);
			if (ours && be32(s->buf + 4) == 0)
				continue;
		}
		if (broken == 0 || told || !ours || be32(s->buf + 4) == 0)
			continue;
		snprintf(what, sizeof(what), _("frame %" PRId64 " of the write-ahead log"), broken);
		tell(s, what, broken_page);
		told = true;
	}
	return SQLITE_OK;
}

/* How many frames the sessions that have the store open take from the log: "mxFrame" of the
 * wal-index, in the machine's own order. */
static uint32_t
frames_in_use(struct scan *s)
{
	volatile void *index = NULL;
	uint32_t n = 0;

	if (s->f->pMethods->xShmMap(s->f, 0, INDEX_PART, 0, &index) == SQLITE_OK && index != NULL)
		n = ((volatile uint32_t *)index)[INDEX_FRAMES];
	return n;
}

static int
scan_log(struct scan *s)
{
	unsigned char head[WAL_HEADER];
	sqlite3_file *log = NULL;
	sqlite3_int64 size = 0;
	struct sums sums = { 0 };
	int rc = sqlite3_file_control(s->c->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);

	if (rc != SQLITE_OK || log == NULL || log->pMethods == NULL)
		return rc;
	rc = log->pMethods->xFileSize(log, &size);
	if (rc != SQLITE_OK || size < WAL_HEADER)
		return rc;
	rc = sqlite_vfs_raw(log, head, WAL_HEADER, 0);
	if (rc != SQLITE_OK)
		return rc;
	/* emptied by the last one who had it open: frames of older logs, and none of them counts */
	if (seal_is_zero(head, sizeof head) && frames_in_use(s) == 0)
		return SQLITE_OK;
	sums.big = (be32(head) & 1) != 0;
	sum(&sums, head, 24);
	if ((be32(head) & ~1u) != 0x377f0682 || be32(head + 8) != CRYPT_PAGE ||
	    !sums_are(&sums, head + 24))
		log_header_bad(s);
	return scan_frames(s, log, size, head, sums);
}

/* As the log knows it, when it holds page 1: that of the file may be the one that was changed. */
static bool
has_sums(struct scan *s)
{
	int reserved = -1;

	return sqlite3_file_control(s->c->db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved) ==
	    SQLITE_OK && reserved == CRYPT_RESERVED;
}

enum err
db_crypt_scan(struct db *d, void (*bad)(void *arg, const char *line), void *arg,
    struct db_scan *out, struct err_note *note)
{
	struct scan *s = xcalloc(1, sizeof(*s));
	enum err e = ERR_OK;
	int64_t n;
	int rc;

	*out = (struct db_scan){ 0 };
	*s = (struct scan){ .c = d->conn, .bad = bad, .arg = arg, .out = out };
	/* opens the log */
	rc = sqlite_get(d->conn, "PRAGMA application_id", &n);
	if (rc == SQLITE_OK)
		rc = sqlite3_file_control(d->conn->db, "main", SQLITE_FCNTL_FILE_POINTER, &s->f);
	if (rc == SQLITE_OK)
		s->crypt = sqlite_vfs_crypt(s->f);
	out->sealed = s->crypt != NULL;
	out->summed = s->crypt == NULL && has_sums(s);
	if (rc == SQLITE_OK && (out->sealed || out->summed))
		rc = scan_pages(s);
	/* Nobody writes a frame meanwhile. */
	if (rc == SQLITE_OK && d->conn->turn != NULL)
		e = turn_take(d->conn->turn, SQLITE_TURN_MS, note);
	if (rc == SQLITE_OK && e == ERR_OK)
		rc = scan_log(s);
	if (d->conn->turn != NULL)
		turn_leave(d->conn->turn);
	secret_wipe(s, sizeof(*s));
	free(s);
	return e != ERR_OK ? e : sqlite_fail(d->conn, rc, note);
}
