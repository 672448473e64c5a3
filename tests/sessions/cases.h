/* cases.h - the cases by file. */
#ifndef QUEN_TESTS_SESSIONS_CASES_H
#define QUEN_TESTS_SESSIONS_CASES_H

struct keep;
struct scr;
/* Half typed: "KHAB" stands in the first field of a new customer. In slot i. */
struct scr *half_a_customer(struct keep *k, int i, const char *user);
/* on_line.c: a line that drops */
void line_drops_anywhere(void **state);		/* rule T1 */
void line_drops_while_posting(void **state);	/* rule T1 */
void line_other_terminal(void **state);
void line_newest_wins(void **state);		/* TRUST I3 */
void line_weaker_is_refused(void **state);	/* TRUST I3 */
void line_slow_reader(void **state);		/* TRUST I5 */
void line_ends_idle(void **state);
void line_server_stops(void **state);		/* TRUST I4 */
void line_session_killed(void **state);
/* on_upgrade.c */
void upgrade_while_sessions_live(void **state);	/* TRUST I6 */
/* on_admin.c: who may do what with sessions */
void admin_locked_user(void **state);		/* rule S5 */
void admin_who_is_on(void **state);
void admin_who_needs_right(void **state);	/* rule S1 */
void admin_other_uid(void **state);
void admin_idle_lock(void **state);
void admin_lock_on_attach(void **state);
/* on_command.c: commands over SSH */
void command_export(void **state);
void command_refused(void **state);
void rule_S4_command_without_export(void **state);
void command_post(void **state);
void command_fetch(void **state);
void command_splits(void **state);

#endif
