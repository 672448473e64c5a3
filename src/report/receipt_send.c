/* The ways of a receipt to paper: raw TCP, or through the terminal. */
#include "report/receipt.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "report/printer_socket.h"

#define RAW_PORT "9100"

/* Does p hold what ends the controller mode: CSI 4 i, in 7 or 8 bits (ECMA-48). */
static bool
holds_end(const unsigned char *p, size_t len)
{
	for (size_t i = 0; i + 2 < len; i++) {
		if (p[i] == 0x9b && p[i + 1] == '4' && p[i + 2] == 'i')
			return true;
		if (i + 3 < len && p[i] == 0x1b && p[i + 1] == '[' && p[i + 2] == '4' &&
		    p[i + 3] == 'i')
			return true;
	}
	return false;
}

enum err
receipt_pass_through(const unsigned char *p, size_t len,
    unsigned char **out, size_t *out_len, struct err_note *note)
{
	static const char begin[] = "\033[5i", end[] = "\033[4i";

	if (holds_end(p, len))
		return err_set(note, ERR_INVALID, "",
		    _("The receipt holds bytes that a terminal would take for its own."));
	*out_len = len + 8;
	*out = xmalloc(*out_len);
	memcpy(*out, begin, 4);
	memcpy(*out + 4, p, len);
	memcpy(*out + 4 + len, end, 4);
	return ERR_OK;
}

enum err
receipt_send_tcp(const char *address, const unsigned char *p, size_t len,
    struct err_note *note)
{
	int fd = -1;
	enum err e = printer_connect(address, RAW_PORT, &fd, note);

	if (e != ERR_OK)
		return e;
	e = printer_write(fd, p, len);
	if (shutdown(fd, SHUT_WR) != 0 && e == ERR_OK)
		e = ERR_IO;
	close(fd);
	return e == ERR_OK ? e : printer_failed(e, address, note);
}
