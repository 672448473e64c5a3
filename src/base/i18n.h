/* i18n.h - gettext. _() in code; N_() marks a text in a table, NC_() one for
 * tr_ctx(); texts of forms, keymaps and menus go through tr(). */
#ifndef QUEN_BASE_I18N_H
#define QUEN_BASE_I18N_H

#include <libintl.h>

#define _(s) gettext(s)
#define N_(s) (s)
#define NC_(ctx, s) s			/* bare, so that choices can be put together */

/* "" stays "" (gettext("") is the catalogue's header). NULL gives "". */
const char *tr(const char *msgid);
/* With a context, for short labels (msgctxt). */
const char *tr_ctx(const char *ctx, const char *msgid);

/* Sets C.UTF-8, LANGUAGE and the text domain. lang "en" "vi" "zh_CN"; NULL
 * takes QUEN_LANG, else LANGUAGE/LC_ALL/LANG, else "en". May be called again:
 * the next _() speaks the new language. */
void i18n_set(const char *locale_dir, const char *lang);
const char *i18n_lang(void);		/* "en" "vi" "zh_CN" */

#endif
