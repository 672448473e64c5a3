/* story.h - the time line of a customer (TL), and the keys that lead there and to a new
 * interaction from wherever a customer is at hand. */
#ifndef QUEN_SCREENS_STORY_H
#define QUEN_SCREENS_STORY_H

#include "model/record.h"
#include "screens/session.h"

/* Go: args is a code; asks for one without. */
enum err story_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
enum err story_of(struct session *s, enum go_mode mode, int64_t customer_id,
    struct err_note *note) MUST_CHECK;

/* The customer that a record is, or belongs to: its code, "" for none. Borrowed. */
const char *story_customer_of(const struct record *r);
/* Go: args is a code, "" to choose in the form. The form of a new interaction on top. */
enum err story_contact(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
enum err story_contact_id(struct session *s, int64_t customer_id, struct err_note *note) MUST_CHECK;
/* The same for the member of the desk or a sale; NULL, bare cards and hidden customers (rule S2):
 * says that there is none. */
struct member;
void story_member(struct session *s, const struct member *m, bool to_story);
/* The form of a new record of an entity with its field customer set. */
enum err story_new(struct session *s, const char *entity, const char *customer,
    struct err_note *note) MUST_CHECK;

#endif
