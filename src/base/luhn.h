/* luhn.h - check digit of card numbers. ISO/IEC 7812-1 annex B; rule V7. */
#ifndef QUEN_BASE_LUHN_H
#define QUEN_BASE_LUHN_H

#include <stdbool.h>
#include <stddef.h>

char luhn_digit(const char *digits);		/* for digits without it */
bool luhn_is_valid(const char *digits);
/* EAN-8, EAN-13, UPC-A. GS1 General Specifications 7.9. */
bool gtin_is_valid(const char *digits);
/* A card number as scanned: blanks, dashes, CR, TAB dropped; leading zeros
 * kept (rule V7). Returns false on other characters or more than size - 1. */
bool card_number_clean(const char *scanned, char *out, size_t size);

#endif
