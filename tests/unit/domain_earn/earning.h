/* earning.h - rules of earning, merging of customers: groups of tests. */
#ifndef QUEN_TEST_EARNING_H
#define QUEN_TEST_EARNING_H

#include "shop.h"

GROUP(rules);
GROUP(merge);

#endif
