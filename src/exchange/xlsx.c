#include "exchange/xlsx.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "access/sandbox.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "exchange/xlsx_part.h"

extern const struct module quen_workbook MODULE_WEAK;

#define SILENCE_MS 30000	/* it has 20 s of processor for all its work */

struct xlsx {
	int fd;
	pid_t pid;
	struct strbuf in;		/* frames, from at on */
	size_t at;
	struct { char *name; bool is_hidden; } *sheets; size_t nsheets, cap;
	uint32_t merged, line, rows;
	size_t taken;			/* bytes of all cells so far */
	bool is_over;
	/* the row in hand */
	struct strbuf texts;
	const char *cells[XLSX_COLUMNS_MAX];
	unsigned char kinds[XLSX_COLUMNS_MAX];
};

static enum err
fault_note(enum xlsx_fault f, struct err_note *note)
{
	static const struct { enum err code; const char *text; } faults[XLSX_FAULTS] = {
		[XLSX_BROKEN] = { ERR_SYNTAX, N_("The workbook is damaged or cut off.") },
		[XLSX_NO_BOOK] = { ERR_SYNTAX, N_("This is no Excel workbook (.xlsx).") },
		[XLSX_XML] = { ERR_SYNTAX, N_("The workbook is damaged: its XML is not well-formed.") },
		[XLSX_DOCTYPE] = { ERR_SYNTAX, N_("The workbook declares a DOCTYPE, which no real one does; it is not read.") },
		[XLSX_BOMB] = { ERR_LIMIT, N_("The workbook unpacks to more than 50 MB, or swells like no real one does. Save the sheet as CSV, or in parts.") },
		[XLSX_ENTRIES] = { ERR_LIMIT, N_("The workbook has more than 1,000 parts.") },
		[XLSX_DEEP] = { ERR_LIMIT, N_("The workbook is nested deeper than any real one.") },
		[XLSX_ROWS] = { ERR_LIMIT, N_("The sheet has more than 100,000 rows. Save it as CSV, or in parts.") },
		[XLSX_ORDER] = { ERR_SYNTAX, N_("The workbook is damaged: its rows or cells are out of order.") },
		[XLSX_LOCKED] = { ERR_SYNTAX, N_("The workbook is protected by a password. Save it without one.") },
		[XLSX_NO_SHEET] = { ERR_NOTFOUND, N_("The workbook has no such sheet.") },
		[XLSX_MEMORY] = { ERR_LIMIT, N_("The workbook needs too much memory. Save the sheet as CSV, or in parts.") },
		[XLSX_FENCE] = { ERR_CONFIG, N_("The sandbox for reading workbooks could not be entered; nothing was read.") },
	};

	if (f <= XLSX_FINE || f >= XLSX_FAULTS)
		f = XLSX_BROKEN;
	return err_set(note, faults[f].code, "", "%s", _(faults[f].text));
}

/* ---- the other side ---- */

static void
say_fault(int fd, enum xlsx_fault f)
{
	struct strbuf b = { 0 };
	size_t frame = xlsx_frame_begin(&b, 'E');

	strbuf_add_char(&b, (char)f);
	xlsx_frame_end(&b, frame);
	if (write(fd, b.s, b.len) < 0)
		_exit(1);
	strbuf_fini(&b);
}

/* All that it keeps of this process is the file on 0 and the pipe on 1. */
_Noreturn static void
be_parser(int file, int pipe_fd, const char *sheet)
{
	const struct xlsx_module *m;
	static const int usual[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE, SIGALRM, SIGCHLD };
	struct err_note note;
	sigset_t none;
	int null = open("/dev/null", O_RDWR);
	FILE *in;

	mem_set_hook(NULL);
	m = module_table("workbook", &quen_workbook, &note);	/* loaded already; takes its hook off */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		(void)signal(usual[i], SIG_DFL);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	/* Above the three places, so that none overwrites another. */
	file = fcntl(file, F_DUPFD, 10);
	pipe_fd = fcntl(pipe_fd, F_DUPFD, 10);
	if (dup2(file, 0) < 0 || dup2(pipe_fd, 1) < 0 || dup2(null, 2) < 0)
		_exit(1);
	sandbox_start(2);
	in = fdopen(0, "rb");
	if (in == NULL || lseek(0, 0, SEEK_SET) < 0)
		_exit(1);
	if (m == NULL || sandbox_enter(SANDBOX_PARSE, NULL, 0, &note) != ERR_OK)
		say_fault(1, XLSX_FENCE);
	else
		m->parse(in, 1, sheet);
	_exit(0);
}

/* ---- frames ---- */

static enum err
more(struct xlsx *x, struct err_note *note)
{
	struct pollfd p = { .fd = x->fd, .events = POLLIN };
	char bytes[65536];
	ssize_t n;
	int ready;

	if (x->at > 0) {
		memmove(x->in.s, x->in.s + x->at, x->in.len - x->at + 1);
		x->in.len -= x->at;
		x->at = 0;
	}
	do
		ready = poll(&p, 1, SILENCE_MS);
	while (ready < 0 && errno == EINTR);
	do
		n = ready > 0 ? read(x->fd, bytes, sizeof(bytes)) : -1;
	while (n < 0 && ready > 0 && errno == EINTR);
	if (n <= 0)	/* it ended by a limit, or hangs: whatever the file did to it */
		return err_set(note, ERR_LIMIT, "",
		    _("The workbook could not be read within the limits of time and memory. Save the sheet as CSV, or in parts."));
	strbuf_add_n(&x->in, bytes, (size_t)n);
	return ERR_OK;
}

static enum err
next_frame(struct xlsx *x, char *type, struct xlsx_cut *cut, struct err_note *note)
{
	const unsigned char *p;
	uint32_t len = 0;
	enum err e;

	for (;;) {
		if (x->in.len - x->at >= 5) {
			p = (const unsigned char *)x->in.s + x->at;
			len = p[1] | (uint32_t)p[2] << 8 | (uint32_t)p[3] << 16 | (uint32_t)p[4] << 24;
			if (len > XLSX_FRAME_MAX)
				return fault_note(XLSX_BROKEN, note);
			if (x->in.len - x->at - 5 >= len)
				break;
		}
		if ((e = more(x, note)) != ERR_OK)
			return e;
	}
	*type = x->in.s[x->at];
	*cut = (struct xlsx_cut) { p + 5, p + 5 + len, true };
	x->at += 5 + len;
	return ERR_OK;
}

static bool
take_sheet(struct xlsx *x, struct xlsx_cut *cut)
{
	bool hidden = xlsx_take(cut, 1) != 0;
	size_t len = (size_t)(cut->end - cut->p);
	char *name;

	if (!cut->ok || len == 0 || len > XLSX_NAME_MAX || x->nsheets >= XLSX_SHEETS_MAX ||
	    x->line > 0)
		return false;
	name = utf8_clean((const char *)cut->p, len, false);
	if (name == NULL)
		return false;
	x->sheets = xgrow(x->sheets, &x->cap, x->nsheets + 1, sizeof(*x->sheets));
	x->sheets[x->nsheets].name = name;
	x->sheets[x->nsheets++].is_hidden = hidden;
	return true;
}

static bool
is_row_fault(uint32_t f)
{
	return f == CSV_FINE || f == CSV_LONG_LINE || f == CSV_LONG_FIELD || f == CSV_WIDE_SHEET ||
	    f == CSV_CELL_ERROR || f == CSV_CELL_LOST;
}

static bool
take_row(struct xlsx *x, struct xlsx_cut *cut, struct csv_row *row)
{
	uint32_t line = xlsx_take(cut, 4), fault = xlsx_take(cut, 1), col = xlsx_take(cut, 2);
	uint32_t n = xlsx_take(cut, 2), len;
	size_t starts[XLSX_COLUMNS_MAX];
	const char *s;

	if (!cut->ok || line <= x->line || !is_row_fault(fault) || n > XLSX_COLUMNS_MAX ||
	    col > XLSX_COLUMNS_MAX || ++x->rows > XLSX_ROWS_MAX)
		return false;
	x->line = line;
	*row = (struct csv_row) { .line = line, .last_line = line, .n = n, .cells = x->cells,
	    .kinds = x->kinds, .fault = (enum csv_fault)fault, .fault_col = col, .fault_line = line };
	strbuf_clear(&x->texts);
	for (uint32_t i = 0; i < n; i++) {
		x->kinds[i] = (unsigned char)xlsx_take(cut, 1);
		len = xlsx_take(cut, 4);
		s = xlsx_take_text(cut, len);
		if (!cut->ok || len > CSV_FIELD_MAX || x->kinds[i] >= CSV_KINDS ||
		    x->texts.len > CSV_LINE_MAX + CSV_FIELD_MAX || !utf8_is_valid(s, len) ||
		    memchr(s, '\0', len) != NULL)
			return false;
		starts[i] = x->texts.len;
		strbuf_add_n(&x->texts, s, len);
		strbuf_add_n(&x->texts, "", 1);
	}
	for (uint32_t i = 0; i < n; i++)
		x->cells[i] = x->texts.s + starts[i];
	return cut->ok && cut->p == cut->end;
}

/* The next row, or ERR_NOTFOUND (no note) at the end. */
static enum err
advance(struct xlsx *x, struct csv_row *row, struct err_note *note)
{
	struct xlsx_cut cut;
	char type;
	enum err e;

	for (;;) {
		if (x->is_over)
			return ERR_NOTFOUND;
		if ((e = next_frame(x, &type, &cut, note)) != ERR_OK)
			return e;
		switch (type) {
		case 'S':
			if (!take_sheet(x, &cut))
				return fault_note(XLSX_BROKEN, note);
			break;
		case 'R':
			if (!take_row(x, &cut, row))
				return fault_note(XLSX_BROKEN, note);
			/* One shared text in every cell: 50 KB would become as many gigabytes of
			 * refused rows. */
			x->taken += x->texts.len;
			return x->taken <= XLSX_SHARED_MAX ? ERR_OK : fault_note(XLSX_BOMB, note);
		case 'M':
			x->merged = xlsx_take(&cut, 4);
			break;
		case 'D':
			x->is_over = true;
			return xlsx_take(&cut, 4) == x->rows ? ERR_NOTFOUND : fault_note(XLSX_BROKEN, note);
		case 'E':
			x->is_over = true;
			return fault_note((enum xlsx_fault)xlsx_take(&cut, 1), note);
		default:
			return fault_note(XLSX_BROKEN, note);
		}
	}
}

/* Waits for the sheets: they come before the first row, the end or a fault. */
static enum err
read_sheets(struct xlsx *x, struct err_note *note)
{
	struct xlsx_cut cut;
	char type = 'S';
	enum err e = ERR_OK;

	while (e == ERR_OK && type == 'S') {
		if ((e = next_frame(x, &type, &cut, note)) != ERR_OK)
			return e;
		if (type == 'S' && !take_sheet(x, &cut))
			e = fault_note(XLSX_BROKEN, note);
		else if (type == 'E')
			e = fault_note((enum xlsx_fault)xlsx_take(&cut, 1), note);
		else if (type != 'S')
			x->at -= (size_t)(cut.end - cut.p) + 5;	/* for xlsx_next() */
	}
	return e;
}

enum err
xlsx_open(int fd, const char *sheet, struct xlsx **out, struct err_note *note)
{
	struct xlsx *x;
	int ends[2];
	enum err e;

	if (module_table("workbook", &quen_workbook, note) == NULL)
		return ERR_CONFIG;
	x = xcalloc(1, sizeof(*x));
	if (pipe2(ends, O_CLOEXEC) != 0) {
		free(x);
		return err_set(note, ERR_IO, "", _("The workbook cannot be read: %s"), strerror(errno));
	}
	x->pid = fork();
	if (x->pid == 0)
		be_parser(fd, ends[1], sheet != NULL ? sheet : "");
	close(ends[1]);
	x->fd = ends[0];
	e = x->pid > 0 ? read_sheets(x, note) :
	    err_set(note, ERR_IO, "", _("The workbook cannot be read: %s"), strerror(errno));
	if (e != ERR_OK)
		xlsx_close(x);
	else
		*out = x;
	return e;
}

bool
xlsx_next(struct xlsx *x, struct csv_row *row, enum err *e, struct err_note *note)
{
	*e = advance(x, row, note);
	if (*e == ERR_OK)
		return true;
	x->is_over = true;
	if (*e == ERR_NOTFOUND)
		*e = ERR_OK;
	return false;
}

void
xlsx_close(struct xlsx *x)
{
	if (x == NULL)
		return;
	close(x->fd);
	if (x->pid > 0) {
		/* In a session only the closed pipe ends it, or its limit of time. */
		if (!x->is_over)
			(void)kill(x->pid, SIGKILL);
		while (waitpid(x->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	for (size_t i = 0; i < x->nsheets; i++)
		free(x->sheets[i].name);
	free(x->sheets);
	strbuf_fini(&x->in);
	strbuf_fini(&x->texts);
	free(x);
}

size_t
xlsx_sheet_count(const struct xlsx *x)
{
	return x->nsheets;
}

const char *
xlsx_sheet_name(const struct xlsx *x, size_t i)
{
	return x->sheets[i].name;
}

bool
xlsx_sheet_is_hidden(const struct xlsx *x, size_t i)
{
	return x->sheets[i].is_hidden;
}

uint32_t
xlsx_merged(const struct xlsx *x)
{
	return x->merged;
}
