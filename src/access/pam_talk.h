/* pam_talk.h - the inside of a PAM child. */
#ifndef QUEN_ACCESS_PAM_TALK_H
#define QUEN_ACCESS_PAM_TALK_H

#include "access/pam_child.h"

/* Runs PAM in this (forked) process, asks and answers over link, and ends it. */
_Noreturn void pam_talk(int link, const struct pam_order *o);

#endif
