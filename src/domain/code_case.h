/* code_case.h - codes are kept as typed and found in any case: bound as typed, in
 * capitals and in small letters, so that the index on the code serves. */
#ifndef QUEN_DOMAIN_CODE_CASE_H
#define QUEN_DOMAIN_CODE_CASE_H

#include "db/db.h"

struct code_case { char code[64], upper[64], lower[64]; };
/* Blanks and line ends around it go (scanners, pasted text). */
void code_case(struct code_case *c, const char *typed);
#define CODE_ARGS(c) DB_TEXT("code", (c)->code), DB_TEXT("upper", (c)->upper), \
	DB_TEXT("lower", (c)->lower)

#endif
