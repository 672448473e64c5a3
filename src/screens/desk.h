/* desk.h - the full-screen program of one user. */
#ifndef QUEN_SCREENS_DESK_H
#define QUEN_SCREENS_DESK_H

#include <stdio.h>

#include "store/actor.h"
#include "store/store.h"

/* Runs on stdin and stdout until the user logs off or the terminal goes away
 * (drafts are written first). Returns an exit status of sysexits(3); what
 * went wrong is on stderr. QUEN_NOW fixes the clock only when QUEN_TEST=1. */
struct keep_wish;
int desk_main(struct store *st, struct actor *a, struct keep_wish *wish);
struct served;
/* The same as a session of quen serve; v->goodbye says afterwards what the user should know. */
int desk_served(struct store *st, struct actor *a, struct served *v);
/* The home screen as text, 80 columns, without a terminal. */
int desk_plain(struct store *st, struct actor *a, FILE *to);

#endif
