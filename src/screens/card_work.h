/* card_work.h - what the card desk posts: points by hand, a new card. */
#ifndef QUEN_SCREENS_CARD_WORK_H
#define QUEN_SCREENS_CARD_WORK_H

#include "domain/member.h"
#include "screens/session.h"

/* Asks for points (or an amount that earns them) and the reason, posts, shows
 * before and after (rule P12). False: nothing was posted. */
bool card_work_points(struct session *s, const struct member *m, bool deduct);

#endif
