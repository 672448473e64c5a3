/* test_crypt.h - files as a thief sees them. */
#ifndef QUEN_TEST_CRYPT_H
#define QUEN_TEST_CRYPT_H

#include "fixture.h"

/* How often the text stands in the file beside the store: "" the database, "-wal" ... */
size_t bytes_find(const struct fixture *f, const char *end, const char *text);

extern const struct CMUnitTest sealed_tests[];
extern const size_t n_sealed_tests;

#endif
