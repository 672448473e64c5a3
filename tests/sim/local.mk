check_PROGRAMS += tests/sim/sim
TESTS += tests/sim/sim tests/sim/encrypted.sh
EXTRA_DIST += tests/sim/encrypted.sh
tests_sim_sim_SOURCES = tests/sim/sim.c tests/sim/sim.h tests/sim/sim_check.c \
	tests/sim/sim_request.c tests/sim/sim_till.c tests/sim/sim_shop.c
tests_sim_sim_CPPFLAGS = $(AM_CPPFLAGS)
tests_sim_sim_LDADD = src/cli/libcli.a $(domain_libs)
