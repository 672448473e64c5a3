/* card_door.h - the customers' own door (G8): who signed in with card number and PIN sees that
 * card, its points, value, visits, level, history and gifts, may leave a suggestion, and nothing
 * else. Fits a telephone (40x20). */
#ifndef QUEN_SCREENS_CARD_DOOR_H
#define QUEN_SCREENS_CARD_DOOR_H

#include "store/actor.h"

/* Runs on stdin and stdout until the customer leaves, three minutes pass without a key, or link (a
 * descriptor that is readable when its other side is gone; -1: none) says so. a: of
 * actor_open_holder(). Returns an exit status of sysexits(3). */
int card_door_main(struct store *st, struct actor *a, const char *number, int link);

#endif
