/* The archive around a workbook, and its XML: everything that a file can be made to swell or
 * loop with is bounded here. Names in the archive are looked up, never used as paths. */
#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/xlsx_part.h"

bool
xlsx_zip_open(struct xlsx_book *b, FILE *in)
{
	zip_error_t error;
	zip_source_t *src;

	zip_error_init(&error);
	src = zip_source_filep_create(in, 0, -1, &error);
	b->zip = src != NULL ? zip_open_from_source(src, ZIP_RDONLY | ZIP_CHECKCONS, &error) : NULL;
	if (b->zip == NULL)
		zip_source_free(src);
	zip_error_fini(&error);
	if (b->zip == NULL)
		b->fault = XLSX_BROKEN;
	else if (zip_get_num_entries(b->zip, 0) > XLSX_ENTRIES_MAX)
		b->fault = XLSX_ENTRIES;
	return b->fault == XLSX_FINE;
}

bool
xlsx_zip_has(struct xlsx_book *b, const char *path)
{
	return zip_name_locate(b->zip, path, 0) >= 0;
}

const char *
xlsx_local(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon != NULL ? colon + 1 : name;
}

const char *
xlsx_att(const char **atts, const char *name)
{
	for (; *atts != NULL; atts += 2)
		if (strcmp(xlsx_local(atts[0]), name) == 0)
			return atts[1];
	return NULL;
}

void
xlsx_fail(struct xlsx_xml *x, enum xlsx_fault f)
{
	if (x->b->fault == XLSX_FINE)
		x->b->fault = f;
	XML_StopParser(x->parser, XML_FALSE);
}

static void
on_start(void *ctx, const char *name, const char **atts)
{
	struct xlsx_xml *x = ctx;

	if (++x->depth > XLSX_DEPTH_MAX)
		xlsx_fail(x, XLSX_DEEP);
	else if (x->b->fault == XLSX_FINE && x->h->start != NULL)
		x->h->start(x, xlsx_local(name), atts);
}

static void
on_end(void *ctx, const char *name)
{
	struct xlsx_xml *x = ctx;

	x->depth--;
	if (x->b->fault == XLSX_FINE && x->h->end != NULL)
		x->h->end(x, xlsx_local(name));
}

static void
on_text(void *ctx, const char *s, int len)
{
	struct xlsx_xml *x = ctx;

	if (x->b->fault == XLSX_FINE && x->h->text != NULL)
		x->h->text(x, s, (size_t)len);
}

/* No workbook has one; entities that multiply need one. */
static void
on_doctype(void *ctx, const char *name, const char *sysid, const char *pubid, int internal)
{
	(void)name;
	(void)sysid;
	(void)pubid;
	(void)internal;
	xlsx_fail(ctx, XLSX_DOCTYPE);
}

/* What the archive says of the entry, before a byte of it is unpacked. */
static bool
is_bearable(struct xlsx_book *b, const zip_stat_t *s)
{
	if ((s->valid & ZIP_STAT_SIZE) == 0 || (s->valid & ZIP_STAT_COMP_SIZE) == 0)
		b->fault = XLSX_BROKEN;
	else if ((s->valid & ZIP_STAT_ENCRYPTION_METHOD) && s->encryption_method != ZIP_EM_NONE)
		b->fault = XLSX_LOCKED;
	else if (s->size > XLSX_UNPACKED_MAX - b->unpacked || (s->size > XLSX_RATIO_FROM &&
	    s->size / XLSX_RATIO_MAX > s->comp_size))
		b->fault = XLSX_BOMB;
	return b->fault == XLSX_FINE;
}

static void
feed(struct xlsx_book *b, struct xlsx_xml *x, zip_file_t *f, zip_uint64_t declared)
{
	zip_uint64_t got = 0;
	zip_int64_t n;
	void *room;

	do {
		room = XML_GetBuffer(x->parser, 65536);
		if (room == NULL) {
			b->fault = XLSX_MEMORY;
			return;
		}
		n = zip_fread(f, room, 65536);
		if (n < 0) {
			b->fault = XLSX_BROKEN;
			return;
		}
		got += (zip_uint64_t)n;
		b->unpacked += (size_t)n;
		if (got > declared || b->unpacked > XLSX_UNPACKED_MAX) {
			b->fault = XLSX_BOMB;
			return;
		}
		if (XML_ParseBuffer(x->parser, (int)n, n == 0) == XML_STATUS_ERROR &&
		    b->fault == XLSX_FINE)
			b->fault = XML_GetErrorCode(x->parser) == XML_ERROR_NO_MEMORY ?
			    XLSX_MEMORY : XLSX_XML;
	} while (n > 0 && b->fault == XLSX_FINE);
}

bool
xlsx_zip_each(struct xlsx_book *b, const char *path, const struct xlsx_handler *h, void *ctx)
{
	struct xlsx_xml x = { .b = b, .ctx = ctx, .h = h };
	zip_int64_t i = zip_name_locate(b->zip, path, 0);
	zip_file_t *f;
	zip_stat_t s;

	if (i < 0 || zip_stat_index(b->zip, (zip_uint64_t)i, 0, &s) != 0) {
		b->fault = XLSX_NO_BOOK;
		return false;
	}
	if (!is_bearable(b, &s))
		return false;
	f = zip_fopen_index(b->zip, (zip_uint64_t)i, 0);
	x.parser = f != NULL ? XML_ParserCreate(NULL) : NULL;
	if (x.parser == NULL) {
		b->fault = f != NULL ? XLSX_MEMORY : XLSX_BROKEN;
	} else {
		XML_SetUserData(x.parser, &x);
		XML_SetElementHandler(x.parser, on_start, on_end);
		XML_SetCharacterDataHandler(x.parser, on_text);
		XML_SetStartDoctypeDeclHandler(x.parser, on_doctype);
		feed(b, &x, f, s.size);
		XML_ParserFree(x.parser);
	}
	if (f != NULL)
		zip_fclose(f);
	return b->fault == XLSX_FINE;
}
