#include "config.h"

#include "screens/work_alarm.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/str.h"
#include "jobs/job.h"
#include "jobs/report_job.h"

#define JOBS_MAX 16

static void
failed_report(struct session *s, char *text, size_t size)
{
	struct schedule_state one;
	size_t n = 1;

	if (schedule_failed(s->st, &one, &n, NULL) == ERR_OK && n > 0)
		snprintf(text, size, _("Report %s failed (RJ): %s"), one.code, one.failure);
}

/* A lasting failure: the first one is tried again by itself. */
static void
failed_job(struct session *s, char *text, size_t size)
{
	struct job_state job[JOBS_MAX];
	size_t n = JOBS_MAX;

	if (job_states(s->st, job, &n, NULL) != ERR_OK)
		return;
	for (size_t i = 0; i < n && text[0] == '\0'; i++)
		if (job[i].fails > 0)
			snprintf(text, size, _("%s failed (JB): %s"), tr(job_find(job[i].name)->title),
			    job[i].error);
}

void
work_alarm(struct session *s, char *text, size_t size)
{
	text[0] = '\0';
	if (session_read(s, NULL) != ERR_OK)
		return;
	if (session_may(s, "report_schedule", VERB_VIEW))
		failed_report(s, text, size);
	if (text[0] == '\0' && session_may(s, "setting", VERB_VIEW))
		failed_job(s, text, size);
	session_done(s);
}
