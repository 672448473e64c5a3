#include "exchange/rows.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "exchange/xlsx.h"

#define SPOOL_MAX (256LL * 1024 * 1024)

struct rows {
	int fd;
	char *encoding, *sheet;
	char separator;
	bool is_workbook;
	struct csv *csv;
	struct xlsx *xlsx;
};

static enum err
open_reader(struct rows *r, struct err_note *note)
{
	struct csv_options o = { .encoding = r->encoding, .separator = r->separator };

	if (r->is_workbook)
		return xlsx_open(r->fd, r->sheet, &r->xlsx, note);
	if (lseek(r->fd, 0, SEEK_SET) < 0)
		return err_set(note, ERR_IO, "", _("The file cannot be read: %s"), strerror(errno));
	return csv_open_fd(r->fd, &o, &r->csv, note);
}

static void
close_reader(struct rows *r)
{
	csv_close(r->csv);
	xlsx_close(r->xlsx);
	r->csv = NULL;
	r->xlsx = NULL;
}

/* Takes fd, of a plain file. */
static enum err
open_taken(int fd, const struct rows_options *o, struct rows **out, struct err_note *note)
{
	struct rows *r = xcalloc(1, sizeof(*r));
	char magic[64];
	ssize_t n = pread(fd, magic, sizeof(magic), 0);
	enum err e;

	r->fd = fd;
	r->encoding = str_empty(o->encoding) ? NULL : xstrdup(o->encoding);
	r->sheet = xstrdup(o->sheet);
	r->separator = o->separator;
	r->is_workbook = n >= 4 && memcmp(magic, "PK\3\4", 4) == 0;
	if (n < 0)
		e = err_set(note, ERR_IO, "", _("The file cannot be read: %s"), strerror(errno));
	else if (n >= 8 && memcmp(magic, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0)
		e = err_set(note, ERR_SYNTAX, "",
		    _("This is an old Excel file (.xls) or one with a password. Save it as .xlsx without one."));
	else if (r->is_workbook && n >= 54 && memcmp(magic + 30, "mimetypeapplication/vnd", 23) == 0)
		e = err_set(note, ERR_SYNTAX, "", _("This is an OpenDocument file. Save it as .xlsx or CSV."));
	else
		e = open_reader(r, note);
	if (e == ERR_OK)
		*out = r;
	else
		rows_close(r);
	return e;
}

/* A pipe cannot be read twice, nor a workbook from its end. Takes *fd, gives the copy's. */
static enum err
spool(int *fd, struct err_note *note)
{
	const char *dir = getenv("TMPDIR");
	char *path = xasprintf("%s/quen-import-XXXXXX", str_empty(dir) ? "/tmp" : dir), bytes[65536];
	int to = mkstemp(path);
	int64_t all = 0;
	ssize_t n = 0;
	enum err e = ERR_OK;

	if (to >= 0)
		unlink(path);
	else
		e = err_set(note, ERR_IO, "", _("The folder for temporary files cannot be written: %s"), strerror(errno));
	free(path);
	while (e == ERR_OK && ((n = read(*fd, bytes, sizeof(bytes))) > 0 ||
	    (n < 0 && errno == EINTR))) {
		if (n < 0)
			continue;
		all += n;
		if (all > SPOOL_MAX)
			e = err_set(note, ERR_LIMIT, "", _("The file is larger than 256 MB."));
		for (ssize_t at = 0, w; e == ERR_OK && at < n; at += w)
			if ((w = write(to, bytes + at, (size_t)(n - at))) < 0 && errno != EINTR)
				e = err_set(note, ERR_IO, "", _("There is no room for the file: %s"), strerror(errno));
			else if (w < 0)
				w = 0;
	}
	if (e == ERR_OK && n < 0)
		e = err_set(note, ERR_IO, "", _("The file cannot be read: %s"), strerror(errno));
	close(*fd);
	if (e != ERR_OK && to >= 0)
		close(to);
	*fd = to;
	return e;
}

enum err
rows_open(const char *path, const struct rows_options *o, struct rows **out, struct err_note *note)
{
	int fd = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_CLOEXEC);
	struct stat st = { 0 };
	enum err e;

	if (fd < 0)
		return err_set(note, errno == ENOENT ? ERR_NOTFOUND : ERR_IO, "",
		    _("%s cannot be opened: %s"), path, strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		close(fd);
		return err_set(note, ERR_IO, "", _("%s is a folder."), path);
	}
	if (!S_ISREG(st.st_mode) && (e = spool(&fd, note)) != ERR_OK)
		return e;
	return open_taken(fd, o, out, note);
}

enum err
rows_open_fd(int fd, const struct rows_options *o, struct rows **out, struct err_note *note)
{
	fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (fd < 0)
		return err_set(note, ERR_IO, "", _("The file cannot be read: %s"), strerror(errno));
	return open_taken(fd, o, out, note);
}

void
rows_close(struct rows *r)
{
	if (r == NULL)
		return;
	close_reader(r);
	close(r->fd);
	free(r->encoding);
	free(r->sheet);
	free(r);
}

bool
rows_next(struct rows *r, struct csv_row *row, enum err *e, struct err_note *note)
{
	return r->csv != NULL ? csv_next(r->csv, row, e, note) : xlsx_next(r->xlsx, row, e, note);
}

enum err
rows_again(struct rows *r, struct err_note *note)
{
	close_reader(r);
	return open_reader(r, note);
}

bool
rows_is_workbook(const struct rows *r)
{
	return r->is_workbook;
}

const char *
rows_encoding(const struct rows *r)
{
	return r->csv != NULL ? csv_encoding(r->csv) : "";
}

char
rows_separator(const struct rows *r)
{
	return r->csv != NULL ? csv_separator(r->csv) : ',';
}

size_t
rows_sheet_count(const struct rows *r)
{
	return r->xlsx != NULL ? xlsx_sheet_count(r->xlsx) : 0;
}

const char *
rows_sheet_name(const struct rows *r, size_t i, bool *is_hidden)
{
	if (is_hidden != NULL)
		*is_hidden = xlsx_sheet_is_hidden(r->xlsx, i);
	return xlsx_sheet_name(r->xlsx, i);
}

uint32_t
rows_merged(const struct rows *r)
{
	return r->xlsx != NULL ? xlsx_merged(r->xlsx) : 0;
}
