#include "cli/remote_split.h"

#include <string.h>

#include "base/i18n.h"

enum err
remote_split(char *line, char *words[REMOTE_WORDS + 1], size_t *n, struct err_note *note)
{
	const char *in = line;
	char *out = line, quote;

	*n = 0;
	for (;;) {
		in += strspn(in, " \t");
		if (*in == '\0')
			break;
		if (*n == REMOTE_WORDS)
			return err_set(note, ERR_LIMIT, "", _("The command has too many words."));
		words[(*n)++] = out;
		for (quote = '\0'; *in != '\0' && (quote != '\0' || strchr(" \t", *in) == NULL); in++) {
			if (quote == '\0' && (*in == '\'' || *in == '"'))
				quote = *in;
			else if (quote != '\0' && *in == quote)
				quote = '\0';
			else if (*in == '\\' && quote != '\'' && in[1] != '\0')
				*out++ = *++in;
			else
				*out++ = *in;
		}
		if (quote != '\0')
			return err_set(note, ERR_INVALID, "", _("A quote has no end."));
		/* The end of a word never overtakes what is still to be read. */
		if (*in != '\0')
			in++;
		*out++ = '\0';
	}
	words[*n] = NULL;
	return ERR_OK;
}
