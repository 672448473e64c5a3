#include "report/font_set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_ADVANCES_H
#include FT_TRUETYPE_TABLES_H
#include FT_TRUETYPE_TAGS_H

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define BMP 0x10000			/* libharu drops what lies beyond */
#define GLYPH_BYTES 512			/* of a composite's outline; a real one has some forty */
#define GLYPH_MAX 32768			/* component numbers above read as negative */

/* Outlines of composites: OpenType "glyf". */
#define ARGS_ARE_WORDS 0x0001
#define HAS_SCALE 0x0008
#define MORE_COMPONENTS 0x0020
#define HAS_XY_SCALE 0x0040
#define HAS_2X2 0x0080

struct font_set {
	FT_Library lib;
	FT_Face face[FONT_FACES];
	char path[FONT_FACES][256];
	unsigned char *known[2];	/* by character: 0 not asked yet, else face + 1; plain, bold */
};

static const struct { const char *file, *folders[4]; int index; } files[FONT_FACES] = {
	[FONT_LATIN] = { "NotoSans-Regular.ttf", { "/usr/share/fonts/truetype/noto",
	    "/usr/share/fonts/noto", "/usr/local/share/fonts", NULL }, 0 },
	[FONT_LATIN_BOLD] = { "NotoSans-Bold.ttf", { "/usr/share/fonts/truetype/noto",
	    "/usr/share/fonts/noto", "/usr/local/share/fonts", NULL }, 0 },
	[FONT_HAN] = { "wqy-zenhei.ttc", { "/usr/share/fonts/truetype/wqy",
	    "/usr/share/fonts/wqy-zenhei", "/usr/local/share/fonts", NULL }, 0 },
	[FONT_MORE] = { "DejaVuSans.ttf", { "/usr/share/fonts/truetype/dejavu",
	    "/usr/share/fonts/dejavu", "/usr/local/share/fonts", NULL }, 0 },
};

static bool
try_face(struct font_set *fs, enum font_face i, const char *folder)
{
	snprintf(fs->path[i], sizeof fs->path[i], "%s/%s", folder, files[i].file);
	if (access(fs->path[i], R_OK) == 0 &&
	    FT_New_Face(fs->lib, fs->path[i], files[i].index, &fs->face[i]) == 0) {
		(void)FT_Select_Charmap(fs->face[i], FT_ENCODING_UNICODE);
		return true;
	}
	fs->face[i] = NULL;
	fs->path[i][0] = '\0';
	return false;
}

enum err
font_set_open(struct font_set **out, struct err_note *note)
{
	struct font_set *fs = xcalloc(1, sizeof *fs);
	const char *only = getenv("QUEN_FONTS");

	*out = NULL;
	if (FT_Init_FreeType(&fs->lib) != 0) {
		free(fs);
		return err_set(note, ERR_CONFIG, "", _("The font library does not start."));
	}
	for (int i = 0; i < FONT_FACES; i++) {
		if (!str_empty(only)) {
			(void)try_face(fs, (enum font_face)i, only);
			continue;
		}
		for (int k = 0; files[i].folders[k] != NULL; k++)
			if (try_face(fs, (enum font_face)i, files[i].folders[k]))
				break;
	}
	if (fs->face[FONT_LATIN] == NULL || fs->face[FONT_LATIN_BOLD] == NULL) {
		font_set_close(fs);
		return err_set(note, ERR_CONFIG, "",
		    _("PDF needs the font Noto Sans: install the package fonts-noto-core."));
	}
	fs->known[0] = xcalloc(BMP, 1);
	fs->known[1] = xcalloc(BMP, 1);
	*out = fs;
	return ERR_OK;
}

void
font_set_close(struct font_set *fs)
{
	if (fs == NULL)
		return;
	for (int i = 0; i < FONT_FACES; i++)
		if (fs->face[i] != NULL)
			FT_Done_Face(fs->face[i]);
	FT_Done_FreeType(fs->lib);
	free(fs->known[0]);
	free(fs->known[1]);
	free(fs);
}

const char *
font_set_path(const struct font_set *fs, enum font_face face, int *index)
{
	*index = files[face].index;
	return fs->face[face] != NULL ? fs->path[face] : NULL;
}

/* ---- admission ---- */

static int
read16(const unsigned char *p)
{
	return p[0] << 8 | p[1];
}

/* The start of a glyph's outline; how many bytes of it were read, 0 when it draws nothing,
 * -1 when the font has no such table. */
static long
read_outline(FT_Face face, unsigned gid, unsigned char *buf, unsigned long size)
{
	const TT_Header *head = FT_Get_Sfnt_Table(face, FT_SFNT_HEAD);
	unsigned char loca[8];
	unsigned long step, from, to, len;

	if (head == NULL)
		return -1;
	step = head->Index_To_Loc_Format == 0 ? 2 : 4;
	len = 2 * step;
	if (FT_Load_Sfnt_Table(face, TTAG_loca, (FT_Long)(gid * step), loca, &len) != 0)
		return -1;
	if (step == 2) {
		from = 2UL * (unsigned)read16(loca);
		to = 2UL * (unsigned)read16(loca + 2);
	} else {
		from = (unsigned long)read16(loca) << 16 | (unsigned)read16(loca + 2);
		to = (unsigned long)read16(loca + 4) << 16 | (unsigned)read16(loca + 6);
	}
	if (to <= from)
		return 0;
	len = to - from < size ? to - from : size;
	return FT_Load_Sfnt_Table(face, TTAG_glyf, (FT_Long)from, buf, &len) == 0 ? (long)len : -1;
}

static bool
is_composite(FT_Face face, unsigned gid, bool *known)
{
	unsigned char buf[10];
	long len = read_outline(face, gid, buf, sizeof buf);

	*known = len == 0 || len == (long)sizeof buf;
	return len == (long)sizeof buf && (read16(buf) & 0x8000) != 0;
}

static bool
admits_glyph(FT_Face face, unsigned gid)
{
	unsigned char buf[GLYPH_BYTES];
	long len = read_outline(face, gid, buf, sizeof buf), at = 10;
	int flags = MORE_COMPONENTS;
	bool known;

	if (len == 0)
		return true;
	if (len < 10)
		return false;
	if ((read16(buf) & 0x8000) == 0)
		return true;			/* a simple outline */
	while ((flags & MORE_COMPONENTS) != 0) {
		unsigned part;

		if (at + 4 > len)
			return false;
		flags = read16(buf + at);
		part = (unsigned)read16(buf + at + 2);
		if (part >= GLYPH_MAX || is_composite(face, part, &known) || !known)
			return false;
		at += 4 + ((flags & ARGS_ARE_WORDS) != 0 ? 4 : 2);
		at += (flags & HAS_SCALE) != 0 ? 2 : (flags & HAS_XY_SCALE) != 0 ? 4 :
		    (flags & HAS_2X2) != 0 ? 8 : 0;
	}
	return true;
}

bool
font_set_admits(struct font_set *fs, enum font_face face, uint32_t cp)
{
	unsigned gid;

	if (fs->face[face] == NULL || cp >= BMP)
		return false;
	gid = FT_Get_Char_Index(fs->face[face], cp);
	return gid != 0 && admits_glyph(fs->face[face], gid);
}

enum font_face
font_set_find(struct font_set *fs, uint32_t cp, bool bold)
{
	static const enum font_face order[2][3] = {
		{ FONT_LATIN, FONT_HAN, FONT_MORE }, { FONT_LATIN_BOLD, FONT_HAN, FONT_MORE }
	};
	unsigned char *known;

	if (cp >= BMP)
		return FONT_FACES;
	known = &fs->known[bold][cp];
	for (int i = 0; *known == 0 && i < 3; i++)
		if (font_set_admits(fs, order[bold][i], cp))
			*known = (unsigned char)(order[bold][i] + 1);
	if (*known == 0)
		*known = FONT_FACES + 1;
	return (enum font_face)(*known - 1);
}

int
font_set_advance(struct font_set *fs, enum font_face face, uint32_t cp)
{
	FT_Face f = fs->face[face];
	FT_Fixed wide;

	if (f == NULL || f->units_per_EM == 0 ||
	    FT_Get_Advance(f, FT_Get_Char_Index(f, cp), FT_LOAD_NO_SCALE, &wide) != 0)
		return 500;
	return (int)(wide * 1000 / f->units_per_EM);
}
