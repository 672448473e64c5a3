#include "base/log.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/str.h"
#include "base/utf8.h"

static const char *const level_names[] = { "error", "warning", "info", "debug" };

#define JOURNAL "/run/systemd/journal/stdout"

/* One log a process, like stderr. */
static int log_fd = -1;
static enum { TO_STDERR, TO_JOURNAL, TO_SYSLOG } log_to;
static const int priorities[] = { LOG_ERR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

void
log_open(const char *path)
{
	if (log_fd >= 0)
		close(log_fd);
	log_fd = path != NULL ? open(path,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640) : -1;
}

/* -1: no such facility. */
static int
facility_of(const char *name)
{
	if (str_eq(name, "daemon"))
		return LOG_DAEMON;
	if (name != NULL && strncmp(name, "local", 5) == 0 && name[5] >= '0' && name[5] <= '7' &&
	    name[6] == '\0')
		return LOG_LOCAL0 + ((name[5] - '0') << 3);
	return -1;
}

void
log_start(void)
{
	struct sockaddr_un a = { 0 };
	socklen_t len = sizeof a - 1;
	int facility = facility_of(getenv("QUEN_SYSLOG"));

	if (facility >= 0) {
		/* At once: a part that is shut in opens nothing any more. */
		openlog("quen", LOG_PID | LOG_NDELAY, facility);
		log_to = TO_SYSLOG;
	} else if (getpeername(STDERR_FILENO, (struct sockaddr *)&a, &len) == 0 &&
	    a.sun_family == AF_UNIX && str_eq(a.sun_path, JOURNAL))
		log_to = TO_JOURNAL;
}

static enum log_level
wanted_level(void)
{
	const char *v = getenv("QUEN_LOG");

	if (str_eq(v, "debug"))
		return LOG_LEVEL_DEBUG;
	return str_eq(v, "info") ? LOG_LEVEL_INFO : LOG_LEVEL_WARN;
}

static bool
is_unsafe(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 ||
	    cp == 0x2029 || (cp >= 0x200b && cp <= 0x200f) ||
	    (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) ||
	    cp == 0xfeff;
}

/* The log's encoder (DESIGN 10): a message can neither move the cursor of who
 * reads it nor look like two messages. */
static void
encode(struct strbuf *b, const char *s)
{
	size_t len = strlen(s), at = 0;

	while (at < len) {
		uint32_t cp;
		int n = utf8_decode(s + at, len - at, &cp);

		if (n == 0) {
			strbuf_addf(b, "\\x%02x", (unsigned char)s[at++]);
			continue;
		}
		if (is_unsafe(cp))
			strbuf_addf(b, "\\u%04x", (unsigned)cp);
		else
			strbuf_add_n(b, s + at, (size_t)n);
		at += (size_t)n;
	}
}

void
log_write(enum log_level level, const char *fmt, ...)
{
	struct strbuf b = { 0 };
	char text[2048], when[40];
	va_list ap;
	ssize_t n;

	if (level > wanted_level())
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (log_fd < 0 && log_to == TO_SYSLOG) {
		encode(&b, text);
		syslog(priorities[level], "%s: %s", level_names[level], strbuf_str(&b));
		strbuf_fini(&b);
		return;
	}
	if (log_fd < 0 && log_to == TO_JOURNAL)
		strbuf_addf(&b, "<%d>", priorities[level]);
	if (log_fd >= 0)
		strbuf_addf(&b, "%s [%ld] ", instant_iso(clock_now_ms(), when,
		    sizeof when), (long)getpid());
	else
		strbuf_add(&b, "quen: ");
	strbuf_addf(&b, "%s: ", level_names[level]);
	encode(&b, text);
	strbuf_add_char(&b, '\n');
	/* One write a line: lines of several processes do not mix. */
	n = write(log_fd >= 0 ? log_fd : STDERR_FILENO, b.s, b.len);
	(void)n;
	strbuf_fini(&b);
}
