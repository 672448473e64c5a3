/* scan_test.h - AD SCN: what the scanner sends, what Quen takes it for, and where it would go. */
#ifndef QUEN_SCREENS_SCAN_TEST_H
#define QUEN_SCREENS_SCAN_TEST_H

#include "screens/session.h"

enum err scan_test_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

#endif
