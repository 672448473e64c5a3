#include "config.h"

#include "scr.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>

#include <cmocka.h>

#define EXPECT_MS expect_ms()

struct scr {
	pid_t pid;
	int fd;
	char tty[64];
	VTerm *vt;
	VTermScreen *screen;
	int rows, cols;
	enum scr_stream stream;
	bool ended, left;	/* left: the alternate screen was left */
	int status;
	char *raw;
	size_t raw_len, raw_cap;
	char line[4096];
};

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Longer than a scanner's gap, so that typing is never taken for a scan. */
#define GAP_MS 55

/* Long enough for sanitizers on a busy machine; SCR_MS shortens it at work. */
static int
expect_ms(void)
{
	const char *ms = getenv("SCR_MS");

	return ms ? atoi(ms) : 15000;
}

static void
nap(int ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&ts, NULL);
}

static void
child(const struct scr_start *st)
{
	const char *bin = getenv("QUEN_PROGRAM");

	setenv("TERM", st->term ? st->term : "xterm-256color", 1);
	setenv("QUEN_NOW", st->now ? st->now : SCR_NOW, 1);
	setenv("QUEN_TEST", "1", 1);
	unsetenv("NO_COLOR");
	unsetenv("LINES");
	unsetenv("COLUMNS");
	if (st->lang)
		setenv("QUEN_LANG", st->lang, 1);
	else
		unsetenv("QUEN_LANG");
	if (!bin)
		bin = "./quen";
	execl(bin, bin, "--home", st->home, st->attach ? "attach" : "desk", "--user",
	    st->user ? st->user : "admin", (char *)NULL);
	perror(bin);
	_exit(127);
}

struct scr *
scr_new(const struct scr_start *st)
{
	struct winsize ws = { 0 };
	struct scr *s = calloc(1, sizeof *s);
	int slave;

	assert_non_null(s);
	s->rows = st->rows ? st->rows : 24;
	s->cols = st->cols ? st->cols : 80;
	s->stream = st->stream;
	s->vt = vterm_new(s->rows, s->cols + st->margin);
	vterm_set_utf8(s->vt, 1);
	s->screen = vterm_obtain_screen(s->vt);
	vterm_screen_enable_altscreen(s->screen, 1);
	vterm_screen_reset(s->screen, 1);
	ws.ws_row = (unsigned short)s->rows;
	ws.ws_col = (unsigned short)s->cols;
	assert_int_equal(openpty(&s->fd, &slave, s->tty, NULL, &ws), 0);
	s->pid = fork();
	assert_true(s->pid >= 0);
	if (s->pid == 0) {
		close(s->fd);
		login_tty(slave);
		child(st);
	}
	close(slave);
	return s;
}

void
scr_free(struct scr *s)
{
	if (!s)
		return;
	if (!s->ended) {
		kill(s->pid, SIGKILL);
		waitpid(s->pid, NULL, 0);
	}
	close(s->fd);
	vterm_free(s->vt);
	free(s->raw);
	free(s);
}

static void
keep_raw(struct scr *s, const char *p, size_t n)
{
	if (s->raw_len + n + 1 > s->raw_cap) {
		s->raw_cap = (s->raw_len + n + 1) * 2;
		s->raw = realloc(s->raw, s->raw_cap);
		assert_non_null(s->raw);
	}
	memcpy(s->raw + s->raw_len, p, n);
	s->raw_len += n;
	s->raw[s->raw_len] = '\0';
}

static void
feed(struct scr *s, const char *p, size_t n)
{
	char out[512];
	size_t len;

	vterm_input_write(s->vt, p, n);
	len = vterm_output_read(s->vt, out, sizeof out);
	if (len > 0 && write(s->fd, out, len) < 0)
		return;		/* an answer nobody waits for */
}

/* Shows what came; leaving the alternate screen would wipe what the test wants
 * to see, so nothing is shown until it is entered again. */
static void
show(struct scr *s, const char *p, size_t n)
{
	keep_raw(s, p, n);
	while (n > 0) {
		const char *turn = memmem(p, n, s->left ? "\033[?1049h"
		    : "\033[?1049l", 8);
		size_t part = turn ? (size_t)(turn - p) : n;

		if (!s->left)
			feed(s, p, part);
		if (!turn)
			return;
		s->left = !s->left;
		if (s->left)
			part += 8;
		p += part;
		n -= part;
	}
}

/* One read of at most wait_ms. False at the end of the program. */
static bool
pump(struct scr *s, int wait_ms, bool *got)
{
	struct pollfd p = { s->fd, POLLIN, 0 };
	char buf[16384];
	ssize_t n;

	*got = false;
	if (poll(&p, 1, wait_ms) <= 0)
		return true;
	n = read(s->fd, buf, sizeof buf);
	if (n <= 0)
		return false;
	*got = true;
	show(s, buf, (size_t)n);
	return true;
}

struct key { const char *name; const char *bytes[4]; };
static const struct key keys[] = {
	/* name      xterm       PuTTY       linux       vt100 */
	{ "F1",  { "\033OP",   "\033[11~", "\033[[A",  "\033OP" } },
	{ "F2",  { "\033OQ",   "\033[12~", "\033[[B",  "\033OQ" } },
	{ "F3",  { "\033OR",   "\033[13~", "\033[[C",  "\033OR" } },
	{ "F4",  { "\033OS",   "\033[14~", "\033[[D",  "\033OS" } },
	{ "F5",  { "\033[15~", "\033[15~", "\033[[E",  "\0335" } },
	{ "F6",  { "\033[17~", "\033[17~", "\033[17~", "\0336" } },
	{ "F7",  { "\033[18~", "\033[18~", "\033[18~", "\0337" } },
	{ "F8",  { "\033[19~", "\033[19~", "\033[19~", "\0338" } },
	{ "F9",  { "\033[20~", "\033[20~", "\033[20~", "\0339" } },
	{ "F10", { "\033[21~", "\033[21~", "\033[21~", "\0330" } },
	{ "F11", { "\033[23~", "\033[23~", "\033[23~", "\033-" } },
	{ "F12", { "\033[24~", "\033[24~", "\033[24~", "\033=" } },
	{ "Up",    { "\033OA", "\033[A", "\033[A", "\033OA" } },
	{ "Down",  { "\033OB", "\033[B", "\033[B", "\033OB" } },
	{ "Right", { "\033OC", "\033[C", "\033[C", "\033OC" } },
	{ "Left",  { "\033OD", "\033[D", "\033[D", "\033OD" } },
	{ "Home",  { "\033OH", "\033[1~", "\033[1~", "\033[1~" } },
	{ "End",   { "\033OF", "\033[4~", "\033[4~", "\033[4~" } },
	{ "Ins",   { "\033[2~", "\033[2~", "\033[2~", "\016" } },
	{ "Del",   { "\033[3~", "\033[3~", "\033[3~", "\033[3~" } },
	{ "PgUp",  { "\033[5~", "\033[5~", "\033[5~", "\033[5~" } },
	{ "PgDn",  { "\033[6~", "\033[6~", "\033[6~", "\033[6~" } },
	{ "BackTab", { "\033[Z", "\033[Z", "\033\t", "\033[Z" } },
	{ "Enter", { "\r", "\r", "\r", "\r" } },
	{ "Tab",   { "\t", "\t", "\t", "\t" } },
	{ "Esc",   { "\033", "\033", "\033", "\033" } },
	{ "BS",    { "\177", "\177", "\177", "\010" } },
	{ "Space", { " ", " ", " ", " " } },
	{ NULL, { NULL, NULL, NULL, NULL } }
};

static void
put(struct scr *s, const char *p, size_t n)
{
	bool got;
	int64_t end = now_ms() + EXPECT_MS;

	while (n > 0 && now_ms() < end) {
		struct pollfd w = { s->fd, POLLOUT, 0 };
		size_t part = n < 1024 ? n : 1024;

		/* A program that draws while we type must find room for both. */
		while (pump(s, 0, &got) && got)
			;
		if (poll(&w, 1, 50) <= 0)
			continue;
		ssize_t done = write(s->fd, p, part);
		if (done < 0 && errno != EINTR && errno != EAGAIN)
			return;
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
}

void
scr_burst(struct scr *s, const void *bytes, size_t len)
{
	put(s, bytes, len);
}

static void
type(struct scr *s, const char *text, int gap_ms)
{
	while (*text) {
		size_t n = 1;
		bool got;

		while (((unsigned char)text[n] & 0xc0) == 0x80)
			n++;
		put(s, text, n);
		text += n;
		/* Letters may go in quickly: only digits look like a scan. */
		nap(text[-1] >= '0' && text[-1] <= '9' ? GAP_MS : gap_ms);
		while (pump(s, 0, &got) && got)
			;
	}
}

void
scr_type(struct scr *s, const char *text)
{
	type(s, text, 4);
}

void
scr_type_slowly(struct scr *s, const char *text)
{
	type(s, text, GAP_MS);
}

void
scr_keys(struct scr *s, const char *names)
{
	char word[256];
	size_t n;

	for (;;) {
		names += strspn(names, " ");
		n = strcspn(names, " ");
		if (n == 0)
			return;
		assert_true(n < sizeof word);
		memcpy(word, names, n);
		word[n] = '\0';
		names += n;
		const struct key *k = keys;
		while (k->name && strcmp(k->name, word) != 0)
			k++;
		if (k->name) {
			const char *b = k->bytes[s->stream];

			/* A hand pauses before Enter; a scanner does not. */
			if (strcmp(word, "Enter") == 0)
				nap(GAP_MS);
			put(s, b, strlen(b));
			/* Esc and what follows are two keys only after a while. */
			nap(strcmp(word, "Esc") == 0 ? 500 : 10);
		} else if (strcmp(word, "Wait") == 0) {
			nap(80);
		} else if (n == 2 && word[0] == '^') {
			char c = word[1] & 0x1f;
			put(s, &c, 1);
			nap(10);
		} else
			scr_type(s, word);
	}
}

void
scr_resize(struct scr *s, int rows, int cols)
{
	struct winsize ws = { 0 };

	s->rows = rows;
	s->cols = cols;
	vterm_set_size(s->vt, rows, cols);
	ws.ws_row = (unsigned short)rows;
	ws.ws_col = (unsigned short)cols;
	ioctl(s->fd, TIOCSWINSZ, &ws);
}

/* row -1: anywhere; else the text is what the row begins with. */
static bool
has_at(struct scr *s, int row, const char *text)
{
	return row < 0 ? scr_has(s, text)
	    : strncmp(scr_line(s, row), text, strlen(text)) == 0;
}

static bool
wait_for(struct scr *s, int row, const char *text, bool there, int timeout_ms)
{
	int64_t end = now_ms() + timeout_ms;
	bool got;

	for (;;) {
		/* All that is there at once: a half-painted frame proves nothing. */
		bool alive = pump(s, 0, &got);
		while (alive && got)
			alive = pump(s, 2, &got);
		if (has_at(s, row, text) == there)
			return true;
		if (!alive || now_ms() >= end)
			return false;
		if (!pump(s, 20, &got))
			return has_at(s, row, text) == there;
	}
}

bool
scr_wait(struct scr *s, const char *text, int timeout_ms)
{
	return wait_for(s, -1, text, true, timeout_ms);
}

bool
scr_wait_gone(struct scr *s, const char *text, int timeout_ms)
{
	return wait_for(s, -1, text, false, timeout_ms);
}

bool
scr_wait_row(struct scr *s, int row, const char *text, int timeout_ms)
{
	return wait_for(s, row, text, true, timeout_ms);
}

void
scr_quiet(struct scr *s)
{
	bool got = true;
	int64_t end = now_ms() + 3000;

	while (now_ms() < end && pump(s, 60, &got) && got)
		;
}

int
scr_wait_end(struct scr *s, int timeout_ms)
{
	int64_t end = now_ms() + timeout_ms;
	int st;
	bool got;

	while (!s->ended && now_ms() < end) {
		bool alive = pump(s, 20, &got);

		if (waitpid(s->pid, &st, WNOHANG) == s->pid) {
			while (pump(s, 0, &got) && got)
				;
			s->ended = true;
			s->status = WIFEXITED(st) ? WEXITSTATUS(st)
			    : 128 + WTERMSIG(st);
		} else if (!alive)
			nap(5);
	}
	return s->ended ? s->status : -1;
}

const char *
scr_line(struct scr *s, int row)
{
	size_t n = 0;
	VTermPos pos = { .row = row };

	for (pos.col = 0; pos.col < s->cols && n < sizeof s->line - 32; pos.col++) {
		VTermScreenCell cell;

		if (!vterm_screen_get_cell(s->screen, pos, &cell))
			break;
		if (cell.chars[0] == (uint32_t)-1)
			continue;
		if (cell.chars[0] == 0) {
			s->line[n++] = ' ';
			continue;
		}
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++) {
			uint32_t c = cell.chars[i];
			if (c < 0x80)
				s->line[n++] = (char)c;
			else if (c < 0x800) {
				s->line[n++] = (char)(0xc0 | c >> 6);
				s->line[n++] = (char)(0x80 | (c & 0x3f));
			} else if (c < 0x10000) {
				s->line[n++] = (char)(0xe0 | c >> 12);
				s->line[n++] = (char)(0x80 | (c >> 6 & 0x3f));
				s->line[n++] = (char)(0x80 | (c & 0x3f));
			} else {
				s->line[n++] = (char)(0xf0 | c >> 18);
				s->line[n++] = (char)(0x80 | (c >> 12 & 0x3f));
				s->line[n++] = (char)(0x80 | (c >> 6 & 0x3f));
				s->line[n++] = (char)(0x80 | (c & 0x3f));
			}
		}
	}
	while (n > 0 && s->line[n - 1] == ' ')
		n--;
	s->line[n] = '\0';
	return s->line;
}

int
scr_row_of(struct scr *s, const char *text)
{
	for (int r = 0; r < s->rows; r++)
		if (strstr(scr_line(s, r), text))
			return r;
	return -1;
}

bool
scr_has(struct scr *s, const char *text)
{
	return scr_row_of(s, text) >= 0;
}

bool
scr_is_red(struct scr *s, int row)
{
	VTermPos pos = { .row = row };
	VTermScreenCell cell;

	for (pos.col = 0; pos.col < s->cols; pos.col++)
		if (vterm_screen_get_cell(s->screen, pos, &cell) && cell.chars[0] > ' ' &&
		    VTERM_COLOR_IS_INDEXED(&cell.fg) && (cell.fg.indexed.idx & 7) == 1)
			return true;
	return false;
}

int
scr_past_edge(struct scr *s)
{
	VTermPos pos = { .col = s->cols };
	VTermScreenCell cell;

	for (pos.row = 0; pos.row < s->rows; pos.row++)
		if (vterm_screen_get_cell(s->screen, pos, &cell) && cell.chars[0] > ' ')
			return pos.row;
	return -1;
}

void
scr_cursor(struct scr *s, int *row, int *col)
{
	VTermPos pos;

	vterm_state_get_cursorpos(vterm_obtain_state(s->vt), &pos);
	*row = pos.row;
	*col = pos.col;
}

pid_t
scr_pid(const struct scr *s)
{
	return s->pid;
}

int
scr_fd(const struct scr *s)
{
	return s->fd;
}

const char *
scr_tty(const struct scr *s)
{
	return s->tty;
}

const char *
scr_raw(const struct scr *s, size_t *len)
{
	*len = s->raw_len;
	return s->raw ? s->raw : "";
}

bool
scr_raw_has(const struct scr *s, const char *bytes)
{
	return s->raw && memmem(s->raw, s->raw_len, bytes, strlen(bytes)) != NULL;
}

void
scr_dump(struct scr *s)
{
	int row, col;

	scr_cursor(s, &row, &col);
	fprintf(stderr, "---- screen %dx%d, cursor %d,%d\n", s->cols, s->rows,
	    row, col);
	for (int r = 0; r < s->rows; r++)
		fprintf(stderr, "|%s\n", scr_line(s, r));
	fprintf(stderr, "----\n");
}

void
scr_expect_at(struct scr *s, const char *text, const char *file, int line)
{
	if (scr_wait(s, text, EXPECT_MS))
		return;
	fprintf(stderr, "%s:%d: not on the screen: %s\n", file, line, text);
	scr_dump(s);
	_fail(file, line);
}

void
scr_refuse_at(struct scr *s, const char *text, const char *file, int line)
{
	scr_quiet(s);
	if (!scr_has(s, text))
		return;
	fprintf(stderr, "%s:%d: must not be on the screen: %s\n", file, line, text);
	scr_dump(s);
	_fail(file, line);
}
