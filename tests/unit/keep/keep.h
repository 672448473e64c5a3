/* keep.h - what the tests of backup and restore share. */
#ifndef QUEN_TEST_KEEP_H
#define QUEN_TEST_KEEP_H

#include "shop.h"

GROUP(keys);

#endif
