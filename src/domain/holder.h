/* holder.h - what the holder of a card sees of it at the customers' own door (G8): this card, the
 * customer it belongs to, and nothing else. The number and PIN were asked before (rule V4). */
#ifndef QUEN_DOMAIN_HOLDER_H
#define QUEN_DOMAIN_HOLDER_H

#include "domain/level_move.h"
#include "domain/member.h"
#include "domain/points.h"
#include "domain/value.h"

#define HOLDER_LOTS 40
#define HOLDER_LINES 60
#define HOLDER_GIFTS 40
#define HOLDER_SUGGESTIONS 5		/* a day and card */

struct holder_line { int64_t at, points, value; char what[24], where[96]; };
struct holder_gift { char name[96]; int64_t points, missing; };	/* missing 0: can be had now */
struct holder {
	struct member member;
	struct value_state value;
	int64_t visits;
	bool has_level;
	struct level_outlook level;
	struct points_lot lots[HOLDER_LOTS];		/* with something left, soonest first */
	size_t nlots;
	struct holder_line lines[HOLDER_LINES];		/* newest first */
	size_t nlines;
	struct holder_gift gifts[HOLDER_GIFTS];		/* by points; setting card_door.gifts */
	size_t ngifts;
};
/* All of the card with that number, inside store_begin(). ERR_DENIED when the card may not sign in
 * (any more): lost, replaced, closed. */
enum err holder_load(struct store *st, const char *number, struct holder *h,
    struct err_note *note) MUST_CHECK;
/* Leaves a suggestion, in a write; text: what was typed. ERR_LIMIT after HOLDER_SUGGESTIONS. code
 * gets its number. */
enum err holder_suggest(struct store *st, const char *number, const char *text, char *code,
    size_t size, struct err_note *note) MUST_CHECK;

#endif
