/* log.h - one line a message to stderr or the log file; every byte of data
 * passes the log encoder (no control characters, no line breaks). */
#ifndef QUEN_BASE_LOG_H
#define QUEN_BASE_LOG_H

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };
/* path NULL: stderr. Warnings and errors only, unless QUEN_LOG=info|debug. */
void log_open(const char *path);
/* At the start of a program, before anything is shut in. Under systemd every line begins with its
 * level ("<4>"), so that the journal knows it. QUEN_SYSLOG=daemon|local0...local7: to syslog(3)
 * instead of stderr. Otherwise nothing changes. */
void log_start(void);
void log_write(enum log_level level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
