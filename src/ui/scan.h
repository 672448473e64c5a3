/* scan.h - tells a scanner or card reader from a typing hand: a pure function
 * over bytes and times (UX 8).  A stream with BackSpace or anything beyond
 * ASCII (UniKey, input methods) is never a scan. */
#ifndef QUEN_UI_SCAN_H
#define QUEN_UI_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/keys.h"

#define SCAN_MAX 512
#define SCAN_GAP_MS 50		/* between characters */
#define SCAN_TOTAL_MS 1500
#define SCAN_END_MS 100		/* to the terminator */
#define SCAN_MIN 6

struct scan_config {
	const char *prefix;	/* what the till's scanner sends first, or "" */
	/* Is this text a known code: card number, barcode? NULL: check digit of
	 * EAN/UPC, or GS1 "(01)". Timing alone never makes a scan. */
	bool (*is_code)(void *ctx, const char *text);
	void *ctx;
};

struct scan {
	struct scan_config config;
	char buf[SCAN_MAX];
	size_t len;
	int64_t first_ms, last_ms;
	bool is_broken;		/* too slow, too long or not ASCII */
	bool in_frame;		/* between STX and ETX */
};

void scan_init(struct scan *s, const struct scan_config *config);	/* NULL: none */

enum scan_verdict {
	SCAN_TYPED,	/* deliver it as typed */
	SCAN_HOLD,	/* may be the start of a scan known by its prefix: wait */
	SCAN_BURST,	/* a terminator after a machine-fast run that is no known code */
	SCAN_DONE	/* a scan ends with this byte: scan_take */
};
/* One byte of the stream outside escape sequences and pastes. */
enum scan_verdict scan_byte(struct scan *s, unsigned char byte, int64_t at_ms);
/* Something that is no byte (a function key) ends the run. */
void scan_break(struct scan *s);
/* Bytes of the run that ends here, the terminator not counted. */
size_t scan_run(const struct scan *s);
/* After SCAN_DONE: the kind; scan_text is then the code itself ("" for a bank
 * card: it is wiped), until the next byte. */
enum scan_kind scan_take(struct scan *s);
const char *scan_text(const struct scan *s);
/* Does the run so far look like a whole stripe whose terminator is missing? */
bool scan_is_stripe(const struct scan *s);
bool scan_is_frame(const struct scan *s);
void scan_wipe(struct scan *s);

#endif
