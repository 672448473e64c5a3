/* Documents (A5): stored once, by hash; whole or not at all. */
#include "relation.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "db/db.h"
#include "domain/document_file.h"
#include "domain/document_type.h"

struct found { int contents, halves; char path[1024]; };

static void
see_file(void *arg, const char *hash, const char *path)
{
	struct found *f = arg;

	*(hash[0] != '\0' ? &f->contents : &f->halves) += 1;
	str_copy(f->path, sizeof f->path, path);
}

static struct found
files(struct shop *s)
{
	struct found f = { 0 };

	assert_int_equal(document_file_each(s->st, see_file, &f, NULL), ERR_OK);
	return f;
}

static char *
content(struct shop *s, int64_t id, enum err want)
{
	struct err_note note = { 0 };
	char *bytes = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&bytes, &len);

	assert_int_equal(document_read(s->st, s->admin, id, f, &note), want);
	fclose(f);
	return bytes;
}

static void
A5_the_same_content_is_stored_once(void **state)
{
	struct shop *s = *state;
	struct document a, b, c;
	char *text;

	attach(s, s->admin, "customer", "KH000001", "note.txt", "xin ch\xc3\xa0o", ERR_OK, &a);
	attach(s, s->admin, "customer", "KH000001", "other.txt", "xin ch\xc3\xa0o", ERR_OK, &b);
	assert_int_equal(a.id, b.id);
	assert_true(b.again);
	attach(s, s->admin, "customer", "KH000002", "mine.txt", "xin ch\xc3\xa0o", ERR_OK, &c);
	assert_int_not_equal(a.id, c.id);
	assert_string_equal(a.hash, c.hash);
	assert_int_equal(files(s).contents, 1);
	text = content(s, c.id, ERR_OK);
	assert_string_equal(text, "xin ch\xc3\xa0o");
	free(text);
	/* printf abc | b2sum -l 256: whoever has the file can prove it */
	attach(s, s->admin, "customer", "KH000001", "", "abc", ERR_OK, &a);
	assert_string_equal(a.hash, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	assert_string_equal(a.name, "document.txt");
	assert_int_equal(shop_verify(s), 0);
}

static void
A5_the_content_goes_with_its_last_row(void **state)
{
	struct shop *s = *state;
	struct document a, b;
	struct err_note note = { 0 };

	attach(s, s->admin, "customer", "KH000001", "a", "one", ERR_OK, &a);
	attach(s, s->admin, "customer", "KH000002", "b", "one", ERR_OK, &b);
	assert_int_equal(document_remove(s->st, s->admin, a.id, &note), ERR_OK);
	assert_int_equal(files(s).contents, 1);
	assert_int_equal(document_remove(s->st, s->admin, b.id, &note), ERR_OK);
	assert_int_equal(files(s).contents, 0);
	assert_int_equal(document_remove(s->st, s->admin, b.id, &note), ERR_NOTFOUND);
	assert_int_equal(shop_verify(s), 0);
}

static void
A5_names_are_names_only(void **state)
{
	struct shop *s = *state;
	struct document d;

	attach(s, s->admin, "customer", "KH000001", "../../etc/passwd", "x1", ERR_OK, &d);
	assert_string_equal(d.name, "passwd");
	attach(s, s->admin, "customer", "KH000001", "C:\\docs\\b\x1b[31m.txt", "x2", ERR_OK, &d);
	assert_null(strchr(d.name, '\x1b'));
	attach(s, s->admin, "customer", "KH000001", "..", "x3", ERR_OK, &d);
	assert_string_equal(d.name, "document.txt");
	attach(s, s->admin, "customer", "KH000001", "e", "", ERR_INVALID, NULL);
	attach(s, s->admin, "customer", "KH999999", "e", "x", ERR_NOTFOUND, NULL);
	attach(s, s->admin, "nothing", "KH000001", "e", "x", ERR_INVALID, NULL);
}

static void
A5_what_is_too_large_leaves_nothing(void **state)
{
	struct shop *s = *state;
	size_t size = 1024 * 1024;
	char *big = malloc(size + 2);

	memset(big, 'x', size + 1);
	big[size + 1] = '\0';
	shop_set(s, "document.max_mb", "1");
	attach(s, s->admin, "customer", "KH000001", "big", big, ERR_LIMIT, NULL);
	assert_int_equal(files(s).contents + files(s).halves, 0);
	big[size] = '\0';
	attach(s, s->admin, "customer", "KH000001", "big", big, ERR_OK, NULL);
	free(big);
}

/* A disk that takes no more, as far as a test without one can have it: files may not grow. */
static void
A5_a_disk_that_takes_no_more_leaves_nothing(void **state)
{
	struct shop *s = *state;
	struct rlimit was, tight;
	struct document_file f;
	struct err_note note = { 0 };
	char text[20000];
	FILE *in;
	enum err e;

	memset(text, 'y', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	in = fmemopen(text, strlen(text), "r");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	tight = was;
	tight.rlim_cur = 4096;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
	e = document_file_take(s->st, in, 1 << 20, &f, &note);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	signal(SIGXFSZ, SIG_DFL);
	fclose(in);
	assert_int_equal(e, ERR_IO);
	assert_int_equal(files(s).contents + files(s).halves, 0);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM document"), 0);
}

/* Killed while it was written: no row, and the rest is told and tidied. */
static void
A5_half_a_file_is_no_document(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct document_file f;
	FILE *in = fmemopen("half of it", 10, "r");
	struct timespec old[2] = { { 0, 0 }, { 0, 0 } };
	struct found left;
	int64_t removed = -1;

	assert_int_equal(document_file_take(s->st, in, 100, &f, &note), ERR_OK);
	fclose(in);
	left = files(s);	/* as if the process ended here */
	assert_int_equal(left.halves, 1);
	assert_int_equal(left.contents, 0);
	assert_int_equal(shop_verify(s), 0);
	/* what is being written this very moment stays */
	old[0].tv_sec = old[1].tv_sec = SHOP_NOW / 1000 - 60;
	assert_int_equal(utimensat(AT_FDCWD, left.path, old, 0), 0);
	assert_int_equal(document_tidy(s->st, s->admin, &removed, &note), ERR_OK);
	assert_int_equal(removed, 0);
	old[0].tv_sec = old[1].tv_sec = SHOP_NOW / 1000 - 7200;
	assert_int_equal(utimensat(AT_FDCWD, left.path, old, 0), 0);
	assert_int_equal(document_tidy(s->st, s->admin, &removed, &note), ERR_OK);
	assert_int_equal(removed, 1);
	assert_int_equal(files(s).halves, 0);
}

/* The row is there with its file, or neither counts; and a second try works. */
static void
A5_each_call_to_the_engine_failing(void **state)
{
	struct shop *s = *state;
	struct document_request rq = { "customer", "KH000001", "a", NULL };
	struct err_note note = { 0 };
	struct document d;
	enum err e = ERR_DB;

	for (long n = 1; e != ERR_OK; n++) {
		FILE *in = fmemopen("abc", 3, "r");

		assert_true(n < 200);
		db_fail_at(store_db(s->st), n);
		e = document_add(s->st, s->admin, &rq, in, &d, &note);
		db_fail_at(store_db(s->st), 0);
		fclose(in);
		assert_int_equal(files(s).halves, 0);
		assert_int_equal(shop_verify(s), 0);
		if (e == ERR_OK || shop_int(s, "SELECT COUNT(*) FROM document") == 1)
			break;
	}
	attach(s, s->admin, "customer", "KH000001", "a", "abc", ERR_OK, &d);
	assert_true(d.again);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM document"), 1);
}

static void
A5_verify_tells_what_was_changed(void **state)
{
	struct shop *s = *state;
	struct document d;
	struct found f;
	FILE *out;

	attach(s, s->admin, "customer", "KH000001", "a", "true words", ERR_OK, &d);
	f = files(s);
	out = fopen(f.path, "r+");
	assert_non_null(out);
	fputs("other", out);
	fclose(out);
	assert_int_equal(shop_verify(s), 1);
	free(content(s, d.id, ERR_CONFLICT));
	assert_int_equal(unlink(f.path), 0);
	assert_int_equal(shop_verify(s), 1);
	free(content(s, d.id, ERR_NOTFOUND));
}

/* ---- what a file is ---- */

static void
type_is(const void *bytes, size_t len, const char *type, int64_t width, int64_t height)
{
	struct document_type t;
	FILE *f = tmpfile();

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	document_type_of(f, &t);
	fclose(f);
	assert_string_equal(t.type, type);
	assert_int_equal(t.width, width);
	assert_int_equal(t.height, height);
}

static void
A5_the_content_says_what_it_is(void **state)
{
	static const unsigned char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x02";
	static const unsigned char gif[] = "GIF89a\x10\0\x08\0\0\0";
	static const unsigned char jpeg[] = "\xff\xd8\xff\xe0\0\x06JFIF\xff\xc0\0\x11\x08\x01\x2c\x01\x90\x03";
	static const unsigned char webp[] = "RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x8f\x01\0\x2b\x01\0";
	static const unsigned char docx[] = "PK\x03\x04\x14\0\0\0\0\0word/document.xml";

	(void)state;
	type_is(png, sizeof png - 1, "image/png", 640, 480);
	type_is(gif, sizeof gif - 1, "image/gif", 16, 8);
	type_is(jpeg, sizeof jpeg - 1, "image/jpeg", 400, 300);
	type_is(webp, sizeof webp - 1, "image/webp", 400, 300);
	type_is(docx, sizeof docx - 1,
	    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 0, 0);
	type_is("%PDF-1.7\n", 9, "application/pdf", 0, 0);
	type_is("T\xc3\xaan kh\xc3\xa1" "ch\n", 11, "text/plain", 0, 0);
	type_is("\x00\x01\x02", 3, "application/octet-stream", 0, 0);
	type_is("\xff\xd8\xff", 3, "image/jpeg", 0, 0);		/* cut short: what it is, no size */
}

TESTS_OF(document, RELATION_TEST(A5_the_same_content_is_stored_once),
    RELATION_TEST(A5_the_content_goes_with_its_last_row), RELATION_TEST(A5_names_are_names_only),
    RELATION_TEST(A5_what_is_too_large_leaves_nothing),
    RELATION_TEST(A5_a_disk_that_takes_no_more_leaves_nothing),
    RELATION_TEST(A5_half_a_file_is_no_document), RELATION_TEST(A5_each_call_to_the_engine_failing),
    RELATION_TEST(A5_verify_tells_what_was_changed), RELATION_TEST(A5_the_content_says_what_it_is));
