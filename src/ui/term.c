#include "ui/term_int.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ui/caps.h"
#include "ui/input.h"

/* What a signal handler may touch: the one place with state of the process
 * (a terminal belongs to the process, and handlers take no argument). */
static struct {
	volatile sig_atomic_t winch, hangup, active;
	int wake[2];			/* ends a poll */
	struct termios before;
	char restore[256];		/* bytes that bring the terminal back */
	size_t restore_len;
} sig;

static const int leave_signals[] = { SIGHUP, SIGTERM, SIGINT, SIGQUIT };
static const int ignore_signals[] = { SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE, SIGUSR1, SIGUSR2 };
static const int crash_signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
wake(void)
{
	int saved = errno;
	ssize_t n = write(sig.wake[1], "", 1);

	(void)n;
	errno = saved;
}

static void
on_winch(int no)
{
	(void)no;
	sig.winch = 1;
	wake();
}

static void
on_leave(int no)
{
	(void)no;
	sig.hangup = 1;
	wake();
}

/* Async-signal-safe: only write and tcsetattr. */
static void
restore_now(void)
{
	ssize_t n;

	if (!sig.active)
		return;
	sig.active = 0;
	n = write(STDOUT_FILENO, sig.restore, sig.restore_len);
	(void)n;
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &sig.before);
}

static void
on_crash(int no)
{
	restore_now();
	signal(no, SIG_DFL);
	raise(no);
}

static void
set_handler(const int *signals, size_t n, void (*handler)(int), int flags)
{
	struct sigaction sa;
	size_t i;

	memset(&sa, 0, sizeof sa);
	sa.sa_handler = handler;
	sa.sa_flags = flags;
	sigemptyset(&sa.sa_mask);
	for (i = 0; i < n; i++)
		(void)sigaction(signals[i], &sa, NULL);
}

static void
set_signals(void)
{
	static const int winch[] = { SIGWINCH };

	set_handler(winch, 1, on_winch, SA_RESTART);
	set_handler(leave_signals, COUNT(leave_signals), on_leave, SA_RESTART);
	set_handler(ignore_signals, COUNT(ignore_signals), SIG_IGN, 0);
	set_handler(crash_signals, COUNT(crash_signals), on_crash, SA_NODEFER);
}

/* Adds a terminfo string without its padding marks. */
static void
add_restore(const char *s)
{
	if (s == NULL)
		return;
	while (*s != '\0' && sig.restore_len < sizeof sig.restore) {
		if (s[0] == '$' && s[1] == '<' && strchr(s, '>') != NULL)
			s = strchr(s, '>') + 1;
		else
			sig.restore[sig.restore_len++] = *s++;
	}
}

static void
put_bytes(const char *s, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, s, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		s += n;
		len -= (size_t)n;
	}
}

/* Does the terminal speak UTF-8?  The charset of the environment says so; no
 * locale at all (PuTTY sends none) means yes. */
static bool
charset_is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	size_t i;

	for (i = 0; i < COUNT(names); i++) {
		const char *v = getenv(names[i]);

		if (str_empty(v))
			continue;
		return strcasestr(v, "utf-8") != NULL || strcasestr(v, "utf8") != NULL;
	}
	return true;
}

static void
pick_glyphs(struct term *t, const char *name)
{
	t->is_utf8 = charset_is_utf8();
	if (name == NULL)
		name = getenv("QUEN_GLYPHS");
	if (name != NULL && strcmp(name, "ascii") == 0) {
		t->glyphs = GLYPHS_ASCII;
	} else if (name != NULL && strcmp(name, "acs") == 0) {
		t->glyphs = GLYPHS_ACS;
	} else if (name != NULL && strcmp(name, "utf8") == 0) {
		t->glyphs = GLYPHS_UTF8;
		t->is_utf8 = true;
	} else {
		t->glyphs = t->is_utf8 ? GLYPHS_UTF8 : GLYPHS_ACS;
	}
	if (t->glyphs == GLYPHS_ACS)	/* 1 would mean: send UTF-8 lines instead */
		(void)setenv("NCURSES_NO_UTF8_ACS", "0", 1);
}

static void
set_colours(struct term *t, const char *name)
{
	bool colours = has_colors() && start_color() == OK;
	int i;

	if (name == NULL)
		name = getenv("QUEN_THEME");
	if (colours)
		(void)use_default_colors();
	t->theme = theme_pick(name, colours && COLOR_PAIRS > ROLE_COUNT);
	for (i = 0; colours && i < ROLE_COUNT; i++)
		(void)init_pair((short)(i + 1), t->theme->styles[i].fg, t->theme->styles[i].bg);
}

static void
forget_shown(struct term *t)
{
	int rows, cols;

	getmaxyx(stdscr, rows, cols);
	t->rows = rows;
	t->cols = cols;
	free(t->shown);
	t->shown = xcalloc((size_t)rows * (size_t)cols, sizeof *t->shown);
	/* a width that no cell has: everything differs */
	memset(t->shown, 0xff, (size_t)rows * (size_t)cols * sizeof *t->shown);
}

/* The terminal type as terminfo has it, and what brings such a terminal back. */
static enum err
learn_terminal(const char *name, struct err_note *note)
{
	if (str_empty(name) || !caps_setup(name, STDOUT_FILENO))
		return err_set(note, ERR_CONFIG, "",
		    _("The terminal type '%s' is unknown here; set TERM, for example TERM=xterm or TERM=vt100."),
		    str_empty(name) ? "" : name);
	if (caps_string("cup") == NULL)
		return err_set(note, ERR_CONFIG, "",
		    _("A terminal of type '%s' cannot place the cursor; set TERM, for example TERM=vt100."), name);
	sig.restore_len = 0;
	add_restore("\033[?2004l");
	add_restore(caps_string("sgr0"));
	add_restore(caps_string("op"));
	add_restore(caps_string("cnorm"));
	add_restore(caps_string("rmcup"));
	caps_drop();
	return ERR_OK;
}

static bool
begin_screen(struct term *t)
{
	pick_glyphs(t, t->glyphs_name[0] ? t->glyphs_name : NULL);
	set_escdelay(50);
	t->screen = newterm(NULL, stdout, stdin);
	if (t->screen == NULL)
		return false;
	sig.active = 1;
	set_signals();
	raw();
	noecho();
	nonl();
	(void)typeahead(-1);
	(void)curs_set(1);
	set_colours(t, t->theme_name[0] ? t->theme_name : NULL);
	refresh();
	put_bytes("\033[?2004h", 8);
	forget_shown(t);
	return true;
}

enum err
term_start(const struct term_config *config, struct term **out, struct err_note *note)
{
	struct term *t;
	enum err e;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
	    tcgetattr(STDIN_FILENO, &sig.before) != 0)
		return err_set(note, ERR_IO, "", _("This is no terminal."));
	if ((e = learn_terminal(getenv("TERM"), note)) != ERR_OK)
		return e;
	if (pipe(sig.wake) != 0)
		return err_set(note, ERR_IO, "", _("The terminal cannot be set up."));
	t = xcalloc(1, sizeof *t);
	if (config != NULL) {
		t->outside = config->outside;
		str_copy(t->theme_name, sizeof t->theme_name,
		    config->theme != NULL ? config->theme : "");
		str_copy(t->glyphs_name, sizeof t->glyphs_name,
		    config->glyphs != NULL ? config->glyphs : "");
	}
	sig.winch = sig.hangup = 0;
	if (!begin_screen(t)) {
		free(t);
		return err_set(note, ERR_CONFIG, "", _("The terminal cannot be set up."));
	}
	(void)atexit(restore_now);
	mem_set_hook(restore_now);
	*out = t;
	return ERR_OK;
}

void
term_stop(struct term *t)
{
	if (t == NULL)
		return;
	put_bytes("\033[?2004l", 8);
	(void)endwin();
	delscreen(t->screen);
	sig.active = 0;			/* all is restored; once is enough */
	set_handler(leave_signals, COUNT(leave_signals), SIG_DFL, 0);
	set_handler(crash_signals, COUNT(crash_signals), SIG_DFL, 0);
	mem_set_hook(NULL);
	close(sig.wake[0]);
	close(sig.wake[1]);
	free(t->shown);
	free(t);
}

/* Driver */

static void
size(void *d, int *rows, int *cols)
{
	struct term *t = d;

	*rows = t->rows;
	*cols = t->cols;
}

static int64_t
now_ms(void *d)
{
	struct timespec ts;

	(void)d;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
resize(struct term *t)
{
	struct winsize ws;

	/* a size of 0 is what some terminals say while they close */
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) != 0 || ws.ws_row == 0 || ws.ws_col == 0)
		return;
	(void)resizeterm(ws.ws_row > 500 ? 500 : ws.ws_row, ws.ws_col > 1000 ? 1000 : ws.ws_col);
	forget_shown(t);
}

static enum driver_wait
wait_input(void *d, int timeout_ms, char *buf, size_t bufsize, size_t *got)
{
	const struct term *t = d;
	struct pollfd fds[3] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = sig.wake[0], .events = POLLIN },
		{ .fd = t->outside > 0 ? t->outside : -1, .events = POLLIN },
	};
	char drain[64];
	ssize_t n;

	*got = 0;
	if (!sig.hangup && !sig.winch) {
		if (poll(fds, 3, timeout_ms) < 0)
			return errno == EINTR ? WAIT_TIMEOUT : WAIT_HANGUP;
	}
	if (fds[1].revents & POLLIN) {
		n = read(sig.wake[0], drain, sizeof drain);
		(void)n;
	}
	if (sig.hangup)
		return WAIT_HANGUP;
	if (sig.winch) {
		sig.winch = 0;
		resize(d);
		return WAIT_RESIZE;
	}
	if ((fds[0].revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL)) == 0)
		return fds[2].revents ? WAIT_OUTSIDE : WAIT_TIMEOUT;
	n = read(STDIN_FILENO, buf, bufsize);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return WAIT_TIMEOUT;
	/* end of file or EIO: the terminal is gone; leave, never spin */
	if (n <= 0)
		return WAIT_HANGUP;
	*got = (size_t)n;
	return WAIT_BYTES;
}

static void
define_keys(void *d, struct input *in)
{
	(void)d;
	caps_define_keys(in);
}

static void
ring(void *d)
{
	(void)d;
	(void)beep();
}

static bool
print_through(void *d, const char *bytes, size_t len)
{
	const char *on = caps_string("mc5"), *off = caps_string("mc4");

	(void)d;
	if (on == NULL || off == NULL)
		return false;
	put_bytes(on, strlen(on));
	put_bytes(bytes, len);
	put_bytes(off, strlen(off));
	return true;
}

static void
say(void *d, const char *bytes, size_t len)
{
	(void)d;
	put_bytes(bytes, len);
}

static const char *
type(void *d)
{
	const char *name = getenv("TERM");

	(void)d;
	return name != NULL ? name : "";
}

static void
put_cap(const char *cap)
{
	const char *s = caps_string(cap);

	if (s != NULL)
		put_bytes(s, strlen(s));
}

/* Curses says goodbye to the old terminal: the new one, and its mode, need not know. */
static void
end_unseen(struct term *t)
{
	int nowhere[2], out = dup(STDOUT_FILENO);

	if (out >= 0 && pipe(nowhere) == 0) {
		(void)dup2(nowhere[1], STDOUT_FILENO);
		(void)endwin();
		(void)dup2(out, STDOUT_FILENO);
		close(nowhere[0]);
		close(nowhere[1]);
	}
	if (out >= 0)
		close(out);
	delscreen(t->screen);
}

/* The same kind of terminal gets what newterm() sent to the first one; for another kind curses
 * starts anew. One that terminfo does not know is taken for what stood there before. */
static void
again(void *d, const char *type)
{
	struct term *t = d;
	struct err_note note;

	if (!str_empty(type) && !str_eq(type, getenv("TERM"))) {
		end_unseen(t);
		if (learn_terminal(type, &note) == ERR_OK)
			(void)setenv("TERM", type, 1);
		else if (learn_terminal(getenv("TERM"), &note) != ERR_OK)
			sig.hangup = 1;
		if (!begin_screen(t))
			sig.hangup = 1;		/* nothing to paint on: leave, drafts are kept */
		return;
	}
	put_cap("enacs");
	put_cap("smcup");
	put_cap("sgr0");
	put_bytes("\033[?2004h", 8);
	forget_shown(t);
}

static enum glyph_set
glyph_set(void *d)
{
	return ((struct term *)d)->glyphs;
}

static bool
is_utf8(void *d)
{
	return ((struct term *)d)->is_utf8;
}

struct driver
term_driver(struct term *t)
{
	return (struct driver){
		.size = size, .wait = wait_input, .show = term_show,
		.define_keys = define_keys, .now_ms = now_ms, .bell = ring,
		.print = print_through, .glyphs = glyph_set, .is_utf8 = is_utf8,
		.again = again, .say = say, .type = type,
		.d = t,
	};
}
