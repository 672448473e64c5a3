/* contact.h - the people of an organisation: one of them is the main one, the old ones stay as
 * history (A4). */
#ifndef QUEN_DOMAIN_CONTACT_H
#define QUEN_DOMAIN_CONTACT_H

#include "model/record.h"
#include "store/store.h"

/* record_hook: who has left is not the main contact any more. */
enum err contact_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;
/* Whoever was the main contact until now is one of the others. */
enum err contact_after(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note) MUST_CHECK;

#endif
