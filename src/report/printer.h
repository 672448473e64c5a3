/* printer.h - which printer a till or store has, and papers on their way to it.
 *
 * Pages and labels go by IPP (RFC 8010, RFC 8011): to a queue of CUPS ("office"; the setting
 * print.server says where CUPS is) or to the printer itself ("ipp://192.168.1.60/ipp/print").
 * Nothing is executed, so it works from within the sandbox of quen serve.
 * Receipts go as ESC/POS bytes to a socket, a device of the host or through the terminal. */
#ifndef QUEN_REPORT_PRINTER_H
#define QUEN_REPORT_PRINTER_H

#include "report/receipt.h"
#include "store/actor.h"

#define PRINTER_BYTES_MAX (64 * 1024 * 1024)

struct printers {
	char route[16];			/* "screen" "tcp" "device" "terminal" "queue" */
	char receipt[128];		/* address, path or queue of that route */
	int cols;
	char drawer[8];			/* "none" "pin2" "pin5" */
	char page[128], label[128];	/* queue or ipp://...; "" none */
};
/* Of a till, with what its store has where it has none; till "": of the actor's store.
 * Inside a transaction. ERR_NOTFOUND. */
enum err printers_of(struct store *st, const char *till, struct printers *p,
    struct err_note *note) MUST_CHECK;

/* A document for a queue: bytes of a PDF. user: for the queue's own list. *job: its number there.
 *   server   "localhost:631" or the path of a socket, for names without ipp://
 * ERR_INVALID, ERR_IO (not reached), ERR_BUSY (timeout), ERR_CONFLICT (the printer said no). */
struct print_job { const char *server, *printer, *user, *title; };
enum err printer_ipp(const struct print_job *j, const unsigned char *p, size_t len, int64_t *job,
    struct err_note *note) MUST_CHECK;

/* A printer of the host: "/dev/usb/lp0". Only what stands under /dev. */
enum err printer_device(const char *path, const unsigned char *p, size_t len,
    struct err_note *note) MUST_CHECK;

/* ---- every print by right, and on the trail ---- */

/* Notes that something goes to paper, before it goes: needs print of the function. Inside a write
 * transaction. way: "ipp" "tcp" "device" "terminal" "file"; target: where to. */
struct print_note {
	const char *function, *entity, *code;
	int64_t row_id;
	const char *what;		/* "labels", "statement", "receipt" */
	const char *way, *target;
	int64_t pages;			/* 0: not known */
	int64_t rows;			/* of a list that went out, and which ("" all); filter NULL: no list */
	const char *filter;
	enum verb verb;			/* 0: print */
};
enum err print_noted(struct store *st, const struct print_note *n, struct err_note *note) MUST_CHECK;
/* The same for a receipt; also counts it, unless it is a gift receipt. The first print belongs to
 * the sale (sale.add), another takes sale.print. */
struct receipt_noted {
	const char *receipt, *way, *target;
	bool is_gift;
	/* found */
	bool copy;			/* it was on paper before */
	bool has_cash;			/* the drawer has to open */
	char number[48];
};
enum err print_receipt_noted(struct store *st, struct receipt_noted *n,
    struct err_note *note) MUST_CHECK;
/* Opening the drawer without a sale: needs sale.add and a reason (D6). */
enum err print_drawer_noted(struct store *st, const char *till, const char *reason,
    struct err_note *note) MUST_CHECK;
/* ESC p: the pulse that opens it. Nothing for "none". At most 5 bytes. */
size_t printer_drawer_kick(const char *drawer, unsigned char bytes[5]);

#endif
