#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cases.h"
#include "keep.h"

static int
drop_master(void **state)
{
	(void)state;
	shop_fini();
	return 0;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest cases[] = {
		CASE(line_drops_anywhere),
		CASE(line_drops_while_posting),
		CASE(line_other_terminal),
		CASE(line_newest_wins),
		CASE(line_weaker_is_refused),
		CASE(line_slow_reader),
		CASE_END(line_ends_idle),
		CASE(line_server_stops),
		CASE(line_session_killed),
		CASE(upgrade_while_sessions_live),
		CASE(admin_locked_user),
		CASE(admin_who_is_on),
		CASE(admin_who_needs_right),
		CASE(admin_other_uid),
		CASE_LOCK(admin_idle_lock),
		CASE_LOCK(admin_lock_on_attach),
		CASE(command_export),
		CASE(command_refused),
		CASE(rule_S4_command_without_export),
		CASE(command_post),
		CASE(command_fetch),
		cmocka_unit_test(command_splits),
	};

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests_name("sessions", cases, NULL, drop_master);
}
