/* health_view.h - how the installation is (HE), and the number series (NS). */
#ifndef QUEN_SCREENS_HEALTH_VIEW_H
#define QUEN_SCREENS_HEALTH_VIEW_H

#include "screens/session.h"

enum err health_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
enum err series_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

#endif
