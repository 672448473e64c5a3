/* scan_trace.h - what a scanner really sends: bytes, gaps, and what the classifier of scan.h makes
 * of them. Runs a classifier of its own, byte by byte, beside that of the app; for AD SCN (UX 8).
 *
 * A bank card is never kept: its bytes are wiped when it is known, and digits that could be one
 * are kept as "#" but for the last four (the same is printed on receipts, PCI DSS 3.4). */
#ifndef QUEN_UI_SCAN_TRACE_H
#define QUEN_UI_SCAN_TRACE_H

#include "ui/input.h"

enum trace_class {
	TRACE_TYPED,	/* by hand: text for the field */
	TRACE_KEY,	/* a key that is no text */
	TRACE_PASTE,
	TRACE_PREFIX,	/* a scan by the till's prefix */
	TRACE_AIM,	/* a scan by its AIM identifier */
	TRACE_TIMING,	/* a scan by its speed, and a known code */
	TRACE_FRAME,	/* a scan between STX and ETX */
	TRACE_STRIPE,	/* a magnetic stripe that is no bank card */
	TRACE_BANK,
	TRACE_BURST,	/* as fast as a scan, but of no known code */
	TRACE_NO_END	/* as fast as a scan, and no CR or TAB came */
};

#define TRACE_KEPT 12
#define TRACE_GAPS 64

struct trace {
	enum trace_class class;
	char bytes[2048];	/* readable: "8934<CR>", cut at the end; "" for a bank card */
	char code[128];		/* of a scan: without prefix and stripe marks */
	char aim[4];		/* "]E0" or "" */
	char key[16];		/* of TRACE_KEY */
	size_t len;		/* bytes that came */
	int gaps[TRACE_GAPS];	/* ms before each byte but the first */
	size_t ngaps;		/* of them, at most TRACE_GAPS */
	int gap_min, gap_max, total_ms;
	bool is_hidden;		/* something in bytes is "#" */
	bool has_end;		/* CR, LF, TAB or ETX came */
};

struct scan_trace;
/* Takes the input (input_new, with the same configuration as the app's). is_ours: is this the
 * number of a card of the shop? Such are shown; NULL: none is. */
struct scan_trace *scan_trace_new(struct input *in, const char *prefix,
    bool (*is_ours)(void *ctx, const char *number), void *ctx);
void scan_trace_free(struct scan_trace *t);
void scan_trace_feed(struct scan_trace *t, const char *bytes, size_t len, int64_t at_ms);
/* Nothing came for a while: what waits for its end ends. */
void scan_trace_pause(struct scan_trace *t, int64_t now_ms);
void scan_trace_clear(struct scan_trace *t);
/* 0 is the newest; NULL beyond. */
const struct trace *scan_trace_at(const struct scan_trace *t, size_t i);

/* "Code 128", or "" when the identifier (ISO/IEC 15424) is not known. */
const char *aim_symbology(const char *aim);

#endif
