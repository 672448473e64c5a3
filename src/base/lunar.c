/* Floating point is fine here: nothing of it is money. */
#include "base/lunar.h"

#include <math.h>

#define PI 3.14159265358979323846
#define JD_1970 2440588		/* Julian day of 1970-01-01 */
#define MOON 29.530588853	/* days between new moons */
#define JD_NEW_MOON_1900 2415021	/* of new moon 0 */

static int
jd_of(day_t day)
{
	return (int)day_number(day) + JD_1970;
}

static day_t
day_of_jd(int jd)
{
	return day_from_number(jd - JD_1970);
}

/* Julian day, with its fraction, of the k-th new moon after 1900-01-01 (Meeus, chapter 47). */
static double
new_moon(int k)
{
	double t = k / 1236.85, t2 = t * t, t3 = t2 * t, dr = PI / 180;
	double jd = 2415020.75933 + 29.53058868 * k + 0.0001178 * t2 - 0.000000155 * t3;
	double sun = 359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3;
	double moon = 306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3;
	double node = 21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3;
	double c, delta;

	jd += 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t2) * dr);
	c = (0.1734 - 0.000393 * t) * sin(sun * dr) + 0.0021 * sin(2 * dr * sun);
	c += -0.4068 * sin(moon * dr) + 0.0161 * sin(dr * 2 * moon) - 0.0004 * sin(dr * 3 * moon);
	c += 0.0104 * sin(dr * 2 * node) - 0.0051 * sin(dr * (sun + moon));
	c += -0.0074 * sin(dr * (sun - moon)) + 0.0004 * sin(dr * (2 * node + sun));
	c += -0.0004 * sin(dr * (2 * node - sun)) - 0.0006 * sin(dr * (2 * node + moon));
	c += 0.0010 * sin(dr * (2 * node - moon)) + 0.0005 * sin(dr * (2 * moon + sun));
	if (t < -11)
		delta = 0.001 + 0.000839 * t + 0.0002261 * t2 - 0.00000845 * t3 - 0.000000081 * t * t3;
	else
		delta = -0.000278 + 0.000265 * t + 0.000262 * t2;
	return jd + c - delta;
}

static int
new_moon_day(int k, int zone)
{
	return (int)floor(new_moon(k) + 0.5 + zone / 24.0);
}

/* In which twelfth of the year the sun stands at the start of the day: 0 from the March equinox. */
static int
sun_sector(int jd, int zone)
{
	double t = (jd - 0.5 - zone / 24.0 - 2451545.0) / 36525, t2 = t * t, dr = PI / 180;
	double anomaly = 357.52910 + 35999.05030 * t - 0.0001559 * t2 - 0.00000048 * t * t2;
	double mean = 280.46645 + 36000.76983 * t + 0.0003032 * t2;
	double off = (1.914600 - 0.004817 * t - 0.000014 * t2) * sin(dr * anomaly);
	double lon;

	off += (0.019993 - 0.000101 * t) * sin(dr * 2 * anomaly) + 0.000290 * sin(dr * 3 * anomaly);
	lon = (mean + off) * dr;
	lon -= PI * 2 * floor(lon / (PI * 2));
	return (int)floor(lon / PI * 6);
}

/* First day of the 11th month: the one that holds the December solstice. */
static int
month_eleven(int year, int zone)
{
	int k = (int)floor((jd_of(day_make(year, 12, 31)) - JD_NEW_MOON_1900) / MOON);
	int day = new_moon_day(k, zone);

	return sun_sector(day, zone) >= 9 ? new_moon_day(k - 1, zone) : day;
}

/* Which month after the 11th one of a year of 13 months is the leap month: the first in which
 * the sun enters no new twelfth. */
static int
leap_offset(int a11, int zone)
{
	int k = (int)floor((a11 - 2415021.076998695) / MOON + 0.5), last, i = 1;
	int arc = sun_sector(new_moon_day(k + i, zone), zone);

	do {
		last = arc;
		i++;
		arc = sun_sector(new_moon_day(k + i, zone), zone);
	} while (arc != last && i < 14);
	return i - 1;
}

struct lunar
lunar_from_day(day_t day, enum lunar_zone zone)
{
	struct lunar l = { .year = day_year(day) };
	int jd = jd_of(day), k = (int)floor((jd - 2415021.076998695) / MOON);
	int start = new_moon_day(k + 1, zone), a11, b11, diff;

	if (start > jd)
		start = new_moon_day(k, zone);
	a11 = b11 = month_eleven(l.year, zone);
	if (a11 >= start) {
		a11 = month_eleven(l.year - 1, zone);
	} else {
		l.year++;
		b11 = month_eleven(l.year, zone);
	}
	l.mday = jd - start + 1;
	diff = (start - a11) / 29;
	l.month = diff + 11;
	if (b11 - a11 > 365) {
		int leap = leap_offset(a11, zone);

		if (diff >= leap) {
			l.month = diff + 10;
			l.is_leap = diff == leap;
		}
	}
	if (l.month > 12)
		l.month -= 12;
	if (l.month >= 11 && diff < 4)
		l.year--;
	return l;
}

day_t
lunar_to_day(const struct lunar *l, enum lunar_zone zone)
{
	int year = l->month < 11 ? l->year - 1 : l->year;
	int a11 = month_eleven(year, zone), b11 = month_eleven(year + 1, zone);
	int k = (int)floor(0.5 + (a11 - 2415021.076998695) / MOON), off = l->month - 11, start, days;

	if (off < 0)
		off += 12;
	if (b11 - a11 > 365) {
		int leap = leap_offset(a11, zone), month = leap - 2;

		if (month <= 0)
			month += 12;
		if (l->is_leap && l->month != month)
			return 0;
		if (l->is_leap || off >= leap)
			off++;
	} else if (l->is_leap) {
		return 0;
	}
	start = new_moon_day(k + off, zone);
	days = new_moon_day(k + off + 1, zone) - start;
	return day_of_jd(start + (l->mday < days ? l->mday : days) - 1);
}
