# The door: SSH with real clients against the network half alone (stage) and against quen serve.
check_PROGRAMS += tests/door/stage tests/door/test_sandbox
tests_door_stage_SOURCES = tests/door/stage.c
tests_door_stage_LDADD = $(WITH_HOSTKEY) $(access_libs)
# The listener looks for it beside the program.
check_PROGRAMS += tests/door/quen-net
tests_door_quen_net_SOURCES = src/access/net_program.c
tests_door_quen_net_LDADD = $(access_libs)
tests_door_test_sandbox_SOURCES = tests/door/test_sandbox.c
tests_door_test_sandbox_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_door_test_sandbox_LDADD = $(access_libs) $(CMOCKA_LIBS)
check_PROGRAMS += tests/door/test_limits
tests_door_test_limits_SOURCES = tests/door/test_limits.c
tests_door_test_limits_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
tests_door_test_limits_LDADD = $(access_libs) $(CMOCKA_LIBS)
TESTS += tests/door/test_limits tests/door/test_sandbox
TESTS += tests/door/net.sh tests/door/serve.sh tests/door/wire.py
EXTRA_DIST += tests/door/net.sh tests/door/serve.sh tests/door/wire.py

# Measures, run by hand (doc/DOOR.md): beside the system's sshd in the same run.
check_PROGRAMS += tests/door/first_byte
tests_door_first_byte_SOURCES = tests/door/first_byte.c
tests_door_first_byte_LDADD = $(LIBSSH_LIBS)
EXTRA_DIST += tests/door/measure.sh tests/door/soak.py
TESTS += tests/door/sign.sh
EXTRA_DIST += tests/door/sign.sh

# A net that was taken over (TRUST E4): quen-net's own code, and an attacker's in the midst of it.
check_PROGRAMS += tests/door/drill
tests_door_drill_SOURCES = tests/door/drill.c
tests_door_drill_LDADD = $(access_libs)
once_tests += tests/door/drill.py
EXTRA_DIST += tests/door/drill.py

once_tests += tests/door/storm.py
EXTRA_DIST += tests/door/storm.py

# A network that breaks (TRUST I2, I3), in name spaces: as root only.
once_tests += tests/door/drop.py
EXTRA_DIST += tests/door/drop.py

# Under a service manager, and the unit files.
once_tests += tests/door/unit.py
EXTRA_DIST += tests/door/unit.py

# Other systems' accounts: as root only; LDAP by hand (doc/SIGN-IN.md).
once_tests += tests/door/accounts.sh
EXTRA_DIST += tests/door/accounts.sh
