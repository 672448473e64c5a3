/* Print-Job of the Internet Printing Protocol: one POST with a few attributes and the document. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "report/printer.h"
#include "report/printer_socket.h"

/* RFC 8010 3.5: what stands before a group and a value. */
enum { OPERATION = 0x01, END = 0x03, INTEGER = 0x21, NAME = 0x42, KEYWORD = 0x44, URI = 0x45,
	CHARSET = 0x47, LANGUAGE = 0x48, MIME = 0x49 };
#define PRINT_JOB 0x0002
#define PORT "631"
#define ANSWER_MAX 16384
#define ANSWER_MS 10000			/* a printer may have to wake up */

static void
put16(struct strbuf *b, unsigned n)
{
	strbuf_add_char(b, (char)(n >> 8 & 0xff));
	strbuf_add_char(b, (char)(n & 0xff));
}

static void
attribute(struct strbuf *b, int tag, const char *name, const char *value)
{
	strbuf_add_char(b, (char)tag);
	put16(b, (unsigned)strlen(name));
	strbuf_add(b, name);
	put16(b, (unsigned)strlen(value));
	strbuf_add(b, value);
}

static void
put_request(struct strbuf *b, const char *uri, const struct print_job *j)
{
	put16(b, 0x0101);		/* version 1.1 */
	put16(b, PRINT_JOB);
	put16(b, 0);
	put16(b, 1);			/* request 1 */
	strbuf_add_char(b, OPERATION);
	attribute(b, CHARSET, "attributes-charset", "utf-8");
	attribute(b, LANGUAGE, "attributes-natural-language", "en");
	attribute(b, URI, "printer-uri", uri);
	attribute(b, NAME, "requesting-user-name", j->user);
	attribute(b, NAME, "job-name", j->title);
	attribute(b, MIME, "document-format", "application/pdf");
	strbuf_add_char(b, END);
}

/* "ipp://host:631/ipp/print" into where to connect and what to ask; else a queue of the server. */
static enum err
resolve(const struct print_job *j, char *host, size_t size, char *path, size_t path_size, char *uri,
    size_t uri_size, struct err_note *note)
{
	const char *slash;

	if (str_starts(j->printer, "ipp://")) {
		slash = strchr(j->printer + 6, '/');
		str_copy(uri, uri_size, j->printer);
		str_copy(path, path_size, slash != NULL ? slash : "/ipp/print");
		str_copy(host, size, j->printer + 6);
		host[strcspn(host, "/")] = '\0';
	} else {
		str_copy(host, size, j->server);
		if ((size_t)snprintf(path, path_size, "/printers/%s", j->printer) >= path_size ||
		    strchr(j->printer, '/') != NULL)
			return err_set(note, ERR_INVALID, "printer",
			    _("\"%s\" is neither a queue nor ipp://ADDRESS/ipp/print."), j->printer);
		snprintf(uri, uri_size, "ipp://%s%s", host[0] == '/' ? "localhost" : host, path);
	}
	/* They go into the head of a request. */
	if (host[0] == '\0' || strpbrk(uri, " \r\n\t") != NULL)
		return err_set(note, ERR_INVALID, "printer",
		    _("\"%s\" is neither a queue nor ipp://ADDRESS/ipp/print."), j->printer);
	return ERR_OK;
}

/* All of the answer, up to its end or what it says its length is. */
static enum err
read_answer(int fd, unsigned char *buf, size_t *len)
{
	size_t got;
	enum err e;

	*len = 0;
	for (;;) {
		const char *head_end, *length;

		e = printer_read(fd, buf + *len, ANSWER_MAX - *len, &got, ANSWER_MS);
		if (e != ERR_OK || got == 0)
			return *len > 0 ? ERR_OK : e != ERR_OK ? e : ERR_IO;
		*len += got;
		buf[*len] = '\0';
		head_end = strstr((char *)buf, "\r\n\r\n");
		if (*len == ANSWER_MAX)
			return ERR_OK;
		/* "HTTP/1.1 100 Continue" comes before the real one. */
		if (head_end != NULL && strncmp((char *)buf + 8, " 100", 4) == 0) {
			size_t skip = (size_t)(head_end + 4 - (char *)buf);

			memmove(buf, buf + skip, *len - skip + 1);
			*len -= skip;
			head_end = strstr((char *)buf, "\r\n\r\n");
		}
		if (head_end == NULL)
			continue;
		length = strcasestr((char *)buf, "\r\ncontent-length:");
		if (length != NULL && length < head_end && *len >=
		    (size_t)(head_end + 4 - (char *)buf) + strtoul(length + 17, NULL, 10))
			return ERR_OK;
	}
}

static int64_t
get32(const unsigned char *p)
{
	return (int64_t)p[0] << 24 | (int64_t)p[1] << 16 | (int64_t)p[2] << 8 | p[3];
}

/* job-id, and status-message when there is one: a walk over the attributes. */
static void
read_attributes(const unsigned char *p, size_t len, int64_t *job, char *said, size_t size)
{
	size_t at = 8;

	while (at + 5 <= len && p[at] != END) {
		size_t name_len, value_len;
		const unsigned char *name, *value;

		if (p[at] < 0x10) {	/* a group begins */
			at++;
			continue;
		}
		name_len = (size_t)p[at + 1] << 8 | p[at + 2];
		if (at + 5 + name_len > len)
			return;
		name = p + at + 3;
		value_len = (size_t)name[name_len] << 8 | name[name_len + 1];
		value = name + name_len + 2;
		if ((size_t)(value - p) + value_len > len)
			return;
		if (name_len == 6 && memcmp(name, "job-id", 6) == 0 && value_len == 4)
			*job = get32(value);
		if (name_len == 14 && memcmp(name, "status-message", 14) == 0 && value_len < size) {
			memcpy(said, value, value_len);
			said[value_len] = '\0';
		}
		at = (size_t)(value - p) + value_len;
	}
}

static enum err
understand(const struct print_job *j, unsigned char *buf, size_t len, int64_t *job,
    struct err_note *note)
{
	const char *end = strstr((char *)buf, "\r\n\r\n");
	const unsigned char *body = end != NULL ? (const unsigned char *)end + 4 : buf + len;
	size_t body_len = (size_t)(buf + len - body);
	char said[160] = "";
	unsigned status;

	*job = 0;
	if (strncmp((char *)buf, "HTTP/", 5) != 0 || len < 12)
		return err_set(note, ERR_CONFLICT, "printer", _("%s does not speak IPP."), j->printer);
	if (strncmp((char *)buf + 8, " 200", 4) != 0 || body_len < 8)
		return err_set(note, ERR_CONFLICT, "printer",
		    _("The printer %s refuses the job (HTTP %.3s)."), j->printer, (char *)buf + 9);
	status = (unsigned)body[2] << 8 | body[3];
	read_attributes(body, body_len, job, said, sizeof said);
	if (status == 0x0406)		/* client-error-not-found */
		return err_set(note, ERR_NOTFOUND, "printer", _("There is no printer \"%s\"."),
		    j->printer);
	if (status >= 0x0100)
		return err_set(note, ERR_CONFLICT, "printer",
		    _("The printer %s refuses the job (%04x) %s"), j->printer, status, said);
	return ERR_OK;
}

enum err
printer_ipp(const struct print_job *j, const unsigned char *p, size_t len, int64_t *job,
    struct err_note *note)
{
	char host[192], path[192], uri[512];
	struct strbuf ipp = { 0 }, http = { 0 };
	unsigned char *buf;
	size_t got = 0;
	int fd = -1;
	enum err e;

	*job = 0;
	e = resolve(j, host, sizeof host, path, sizeof path, uri, sizeof uri, note);
	if (e == ERR_OK)
		e = printer_connect(host, PORT, &fd, note);
	if (e != ERR_OK)
		return e;
	put_request(&ipp, uri, j);
	strbuf_addf(&http, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/ipp\r\n"
	    "Content-Length: %zu\r\nConnection: close\r\nUser-Agent: quen\r\n\r\n", path,
	    host[0] == '/' ? "localhost" : host, ipp.len + len);
	buf = xmalloc(ANSWER_MAX + 1);
	e = printer_write(fd, (const unsigned char *)strbuf_str(&http), http.len);
	if (e == ERR_OK)
		e = printer_write(fd, (const unsigned char *)ipp.s, ipp.len);
	if (e == ERR_OK)
		e = printer_write(fd, p, len);
	/* Who refuses may say so before it has read all. */
	if (e == ERR_OK || e == ERR_IO)
		e = read_answer(fd, buf, &got);
	close(fd);
	e = e == ERR_OK ? understand(j, buf, got, job, note) : printer_failed(e, j->printer, note);
	free(buf);
	strbuf_fini(&ipp);
	strbuf_fini(&http);
	return e;
}
