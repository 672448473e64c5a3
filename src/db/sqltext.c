#include "config.h"

#include "db/sqltext.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/conf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

enum err
sqltext_read(const char *path, const char *shown, char **text, struct err_note *note)
{
	/* A file of SQL is as powerful as code (DESIGN 1). */
	enum err e = conf_check_owner(path, note);
	if (e != ERR_OK)
		return e;
	FILE *f = fopen(path, "rbe");
	if (f == NULL)
		return err_set(note, ERR_IO, "", _("%s: cannot be read."), shown);

	struct stat st;
	size_t room = SQLTEXT_MAX_BYTES + 1, n = 0;
	bool failed = fstat(fileno(f), &st) < 0;
	if (!failed && st.st_size < SQLTEXT_MAX_BYTES)
		room = (size_t)st.st_size + 1;
	char *s = xmalloc(room + 1);
	if (!failed) {
		n = fread(s, 1, room, f);
		failed = ferror(f) != 0;
	}
	fclose(f);
	if (failed)
		e = err_set(note, ERR_IO, "", _("%s: cannot be read."), shown);
	else if (n > SQLTEXT_MAX_BYTES)
		e = err_set(note, ERR_SYNTAX, "", _("%s:1: the file is too long."), shown);
	else if (memchr(s, '\0', n) != NULL || !utf8_is_valid(s, n))
		e = err_set(note, ERR_SYNTAX, "", _("%s:1: the file is not UTF-8 text."), shown);
	if (e != ERR_OK) {
		free(s);
		return e;
	}
	s[n] = '\0';
	*text = s;
	return ERR_OK;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

enum err
sqltext_list(const char *dir, struct sqltext_list *l, struct err_note *note)
{
	size_t cap = 0;

	*l = (struct sqltext_list){ 0 };
	DIR *d = opendir(dir);
	if (d == NULL) {
		if (errno == ENOENT)
			return ERR_OK;
		return err_set(note, ERR_IO, "", _("%s: cannot be read."), dir);
	}
	for (struct dirent *ent; (ent = readdir(d)) != NULL;) {
		if (ent->d_name[0] == '.' || !str_ends(ent->d_name, ".sql"))
			continue;
		l->name = xgrow(l->name, &cap, l->n + 1, sizeof *l->name);
		l->name[l->n++] = xstrdup(ent->d_name);
	}
	closedir(d);
	enum err e = conf_check_owner(dir, note);
	if (e != ERR_OK) {
		sqltext_list_free(l);
		return e;
	}
	if (l->n > 0)
		qsort(l->name, l->n, sizeof *l->name, by_name);
	return ERR_OK;
}

void
sqltext_list_free(struct sqltext_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->name[i]);
	free(l->name);
	*l = (struct sqltext_list){ 0 };
}

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

/* Length of the string, quoted name or comment that begins at s, or 0. */
static size_t
skip_quoted(const char *s)
{
	const char *e;

	if (s[0] == '\'' || s[0] == '"') {
		e = strchr(s + 1, s[0]);
		return e == NULL ? strlen(s) : (size_t)(e + 1 - s);
	}
	if (s[0] == '-' && s[1] == '-')
		return strcspn(s, "\n");
	if (s[0] == '/' && s[1] == '*') {
		e = strstr(s + 2, "*/");
		return e == NULL ? strlen(s) : (size_t)(e + 2 - s);
	}
	return 0;
}

char *
sqltext_expand(const char *sql, const struct db_macro *macros)
{
	struct strbuf b = { 0 };

	if (strchr(sql, '@') == NULL)
		return xstrdup(sql);
	while (*sql != '\0') {
		size_t n = skip_quoted(sql);
		if (n == 0 && *sql == '@') {
			const struct db_macro *m = macros;
			for (n = 1; is_word(sql[n]); n++)
				;
			while (m->name != NULL && (strlen(m->name) != n - 1 ||
			    strncmp(m->name, sql + 1, n - 1) != 0))
				m++;
			if (m->name != NULL) {
				strbuf_add(&b, m->text);
				sql += n;
				continue;
			}
		}
		if (n == 0)
			n = 1;
		strbuf_add_n(&b, sql, n);
		sql += n;
	}
	return strbuf_take(&b);
}

int
sqltext_find_macro(const char *sql)
{
	for (const char *s = sql; *s != '\0';) {
		size_t n = skip_quoted(s);
		if (n == 0 && *s == '@')
			return (int)(s - sql);
		s += n == 0 ? 1 : n;
	}
	return -1;
}

int
sqltext_line(const char *text, int at)
{
	int line = 1;

	for (int i = 0; i < at && text[i] != '\0'; i++)
		line += text[i] == '\n';
	return line;
}
