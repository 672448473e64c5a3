/* The sheet of numbered cards: C2. */
#include "cards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "domain/card_life.h"
#include "report/card_sheet.h"

static enum err
sheet(struct shop *s, struct actor *a, const char (*numbers)[CARD_NUMBER_SIZE], size_t n,
    const char *path)
{
	struct err_note note = { 0 };
	enum err e = store_begin(s->st, a, false, &note);

	if (e == ERR_OK)
		e = card_sheet_write(s->st, numbers, n, path, &note);
	store_rollback(s->st);
	return e;
}

static size_t
count_of(const char *text, size_t len, const char *word)
{
	size_t n = 0, w = strlen(word);

	for (size_t i = 0; i + w <= len; i++)
		n += memcmp(text + i, word, w) == 0 ? 1 : 0;
	return n;
}

static void
a_sheet_of_a_batch(void **state)
{
	struct shop *s = *state;
	char (*numbers)[CARD_NUMBER_SIZE] = xcalloc(21, sizeof *numbers), path[256];
	char *text = xcalloc(1, 1 << 20);
	struct err_note note = { 0 };
	size_t len;
	FILE *f;

	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	assert_int_equal(card_batch(s->st, "V", 21, numbers, &note), ERR_OK);
	assert_int_equal(store_commit(s->st, &note), ERR_OK);
	snprintf(path, sizeof path, "%s/cards.pdf", s->home);
	assert_int_equal(sheet(s, s->lan, (const char (*)[CARD_NUMBER_SIZE])numbers, 21, path), ERR_DENIED);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(sheet(s, s->admin, (const char (*)[CARD_NUMBER_SIZE])numbers, 0, path), ERR_LIMIT);
	assert_int_equal(sheet(s, s->admin, (const char (*)[CARD_NUMBER_SIZE])numbers, 21, path), ERR_OK);
	f = fopen(path, "rb");
	assert_non_null(f);
	len = fread(text, 1, 1 << 20, f);
	fclose(f);
	assert_int_equal(memcmp(text, "%PDF-", 5), 0);
	assert_int_equal(memcmp(text + len - 6, "%%EOF", 5), 0);
	assert_int_equal(count_of(text, len, "/Type /Page\n"), 3);
	unlink(path);
	assert_int_equal(sheet(s, s->admin, (const char (*)[CARD_NUMBER_SIZE])numbers, 21, "/nowhere/at/all.pdf"), ERR_IO);
	free(text);
	free(numbers);
}

TESTS_OF(card_sheet,
	CARDS_TEST(a_sheet_of_a_batch));
