/* formula.h - texts that a spreadsheet would calculate: what goes into one is guarded by an apostrophe. */
#ifndef QUEN_BASE_FORMULA_H
#define QUEN_BASE_FORMULA_H

#include <stdbool.h>

bool text_is_formula(const char *text);

#endif
