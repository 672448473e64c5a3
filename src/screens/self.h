/* self.h - what users set for themselves: password, language, colours, keys. */
#ifndef QUEN_SCREENS_SELF_H
#define QUEN_SCREENS_SELF_H

#include "screens/session.h"

enum err self_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
enum err self_log_off(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
/* Asks for a new password twice and sets it. */
void self_password(struct session *s, const char *user);

#endif
