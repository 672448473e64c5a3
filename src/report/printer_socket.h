/* printer_socket.h - bytes to and from a printer or print server. Not for others than src/report. */
#ifndef QUEN_REPORT_PRINTER_SOCKET_H
#define QUEN_REPORT_PRINTER_SOCKET_H

#include <stddef.h>

#include "base/err.h"

/* "host", "host:port", "[::1]:port", or the path of a local socket. port: when none is said. */
enum err printer_connect(const char *address, const char *port, int *fd,
    struct err_note *note) MUST_CHECK;
/* ERR_BUSY when it takes none for 3 s. */
enum err printer_write(int fd, const unsigned char *p, size_t len) MUST_CHECK;
/* Some bytes; *got 0: the end. */
enum err printer_read(int fd, unsigned char *buf, size_t size, size_t *got, int timeout_ms) MUST_CHECK;
/* Says what printer_write() or printer_read() gave. */
enum err printer_failed(enum err e, const char *address, struct err_note *note);

#endif
