/* work_alarm.h - scheduled work that failed, told to whom it concerns: a report to who may see its
 * schedule (who made it, whom it is shared with, the administrator), a job to who looks after the
 * shop (setting.view). */
#ifndef QUEN_SCREENS_WORK_ALARM_H
#define QUEN_SCREENS_WORK_ALARM_H

#include "screens/session.h"

/* One line; "" while nothing stands failed. Reads in a transaction of its own. */
void work_alarm(struct session *s, char *text, size_t size);

#endif
