/* product.h - what a shop's administrator does once in a while: erasing, upgrading. */
#ifndef QUEN_TEST_PRODUCT_H
#define QUEN_TEST_PRODUCT_H

#include "shop.h"

GROUP(erase);

#endif
