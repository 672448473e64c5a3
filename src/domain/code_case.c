#include "domain/code_case.h"

#include <string.h>

#include "base/str.h"

void
code_case(struct code_case *c, const char *typed)
{
	size_t n;

	typed += strspn(typed, " \t\r\n");
	str_copy(c->code, sizeof c->code, typed);
	n = strlen(c->code);
	while (n > 0 && strchr(" \t\r\n", c->code[n - 1]) != NULL)
		c->code[--n] = '\0';
	for (size_t i = 0; i <= n; i++) {
		char ch = c->code[i];

		c->upper[i] = ch >= 'a' && ch <= 'z' ? (char)(ch - 'a' + 'A') : ch;
		c->lower[i] = ch >= 'A' && ch <= 'Z' ? (char)(ch - 'A' + 'a') : ch;
	}
}
