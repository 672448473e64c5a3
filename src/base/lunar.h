/* lunar.h - the lunar calendar as it is counted in Viet Nam (UTC+7) and in China (UTC+8).
 * New moons and the sun's longitude after Meeus, Astronomical Algorithms, in the short form of
 * Ho Ngoc Duc; good for the days of 1950 to 2100. */
#ifndef QUEN_BASE_LUNAR_H
#define QUEN_BASE_LUNAR_H

#include "base/date.h"

enum lunar_zone { LUNAR_VIETNAM = 7, LUNAR_CHINA = 8 };	/* hours east of Greenwich */

struct lunar { int year, month, mday; bool is_leap; };

struct lunar lunar_from_day(day_t day, enum lunar_zone zone);
/* The day of a lunar date; mday 30 in a month of 29 days is its last day. 0: no such month. */
day_t lunar_to_day(const struct lunar *l, enum lunar_zone zone);

#endif
