#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "cases.h"

static struct scr *
go(struct stage *g, int rows, int cols, const char *text)
{
	struct scr *s = g->s = stage_start(g, "admin", rows, cols, NULL);

	scr_expect(s, "Go to:");
	scr_keys(s, "F9");
	scr_type(s, text);
	scr_keys(s, "Enter");
	return s;
}

/* B1, B3: from the customer one key to a new interaction, one to its story; due today, it stands
 * on the list of those to contact again until the next one is written down there. */
static void
talk_and_look(struct stage *g, int rows, int cols)
{
	struct scr *s = go(g, rows, cols, "CU KH0003");

	scr_expect(s, "阮文安");
	scr_keys(s, "Enter");
	scr_expect(s, "Full name");
	scr_keys(s, "Wait ^F");
	scr_expect(s, "Channel");
	scr_keys(s, "Wait Down");		/* to the time, then the channel */
	scr_keys(s, "Tab");
	scr_type_slowly(s, "CALL");
	scr_keys(s, "Tab Tab Tab");
	scr_type_slowly(s, "Asked for the price");
	scr_keys(s, "Tab Tab");
	scr_type_slowly(s, "t");
	scr_keys(s, "F2");
	scr_expect(s, "Saved");
	scr_keys(s, "F3");
	scr_expect(s, "Full name");
	scr_keys(s, "Wait ^O");
	scr_expect(s, "Interaction");
	scr_expect(s, "Call");
	scr_type(s, "2");
	scr_expect(s, "Filter: Purchases");
	scr_type(s, "0");
	scr_expect(s, "Interaction");
	scr_keys(s, "F9");
	scr_type(s, "AG");
	scr_keys(s, "Enter");
	scr_expect(s, "Contact again");
	scr_expect(s, "阮文安");
	scr_keys(s, "F6");
	scr_expect(s, "Channel");
	scr_keys(s, "Wait Down Tab");
	scr_type_slowly(s, "CALL");
	scr_keys(s, "F2");
	scr_expect(s, "Saved");
	scr_keys(s, "F3");
	scr_expect(s, "Nothing here yet");
}

void
relation_talk_80(void **state)
{
	talk_and_look(*state, 0, 0);
}

void
relation_talk_phone(void **state)
{
	talk_and_look(*state, 20, 40);
}

/* A5: a file of the folder inbox hangs on the customer, opens as text, and goes again. */
void
relation_document(void **state)
{
	struct stage *g = *state;
	char path[400];
	struct scr *s;
	FILE *f;

	snprintf(path, sizeof path, "%s/inbox", g->shop.home);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/inbox/note.txt", g->shop.home);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("Thích trà ô long\n", f);
	fclose(f);
	s = go(g, 0, 0, "CU KH0003");
	scr_expect(s, "阮文安");
	scr_keys(s, "Enter");
	scr_expect(s, "Full name");
	scr_keys(s, "Wait F10");
	scr_expect(s, "Actions");
	scr_type_slowly(s, "documents");
	scr_keys(s, "Wait Enter");
	scr_expect(s, "Nothing is attached yet.");
	scr_keys(s, "F6");
	scr_expect(s, "note.txt");
	scr_keys(s, "Wait Enter");
	scr_expect(s, "note.txt is attached.");
	scr_keys(s, "Enter");
	scr_expect(s, "Thích trà ô long");
	scr_keys(s, "F3");
	scr_expect(s, "text/plain");
	scr_keys(s, "Wait ^D");
	scr_expect(s, "removed for good");
	scr_keys(s, "Wait Wait Wait Wait");
	scr_type_slowly(s, "DELETE");
	scr_keys(s, "F2");
	scr_expect(s, "Nothing is attached yet.");
	unlink(path);
	snprintf(path, sizeof path, "%s/inbox", g->shop.home);
	rmdir(path);
}
