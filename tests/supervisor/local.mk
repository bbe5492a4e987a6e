# lecternd: its pure parts with a clock of the tests' own, its insides with a kernel of the tests'
# own, and the real one with workers that misbehave.
SUPERVISOR_TEST_LIBS = $(SUPERVISOR_LIBS) $(BASE_LIBS) $(CRYPT_LIBS) $(CMOCKA_LIBS)
SUPERVISOR_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) -I$(top_srcdir)/tests/common

check_PROGRAMS += tests/supervisor/fake_worker
tests_supervisor_fake_worker_SOURCES = tests/supervisor/fake_worker.c
tests_supervisor_fake_worker_LDADD = $(BASE_LIBS)

if HAVE_CMOCKA
SUPERVISOR_TESTS = \
	tests/supervisor/test_farm_random \
	tests/supervisor/test_notify \
	tests/supervisor/test_parts \
	tests/supervisor/test_pool_random \
	tests/supervisor/test_slot_policy
check_PROGRAMS += $(SUPERVISOR_TESTS)
TESTS += $(SUPERVISOR_TESTS)
endif

SUPERVISOR_SHELL_TESTS = \
	tests/bench/lecternd_idle.sh \
	tests/supervisor/broker.sh \
	tests/supervisor/command_line.sh \
	tests/supervisor/logs.sh \
	tests/supervisor/misbehave_channel.sh \
	tests/supervisor/misbehave_start.sh \
	tests/supervisor/misbehave_work.sh \
	tests/supervisor/reload.sh \
	tests/supervisor/storm.sh \
	tests/supervisor/stop.sh
dist_check_SCRIPTS += $(SUPERVISOR_SHELL_TESTS)
TESTS += $(SUPERVISOR_SHELL_TESTS)
EXTRA_DIST += tests/supervisor/lib.sh

tests_supervisor_test_farm_random_SOURCES = tests/supervisor/test_farm_random.c
tests_supervisor_test_farm_random_CPPFLAGS = $(SUPERVISOR_CPPFLAGS)
tests_supervisor_test_farm_random_LDADD = $(SUPERVISOR_TEST_LIBS)

tests_supervisor_test_notify_SOURCES = tests/supervisor/test_notify.c
tests_supervisor_test_notify_CPPFLAGS = $(SUPERVISOR_CPPFLAGS)
tests_supervisor_test_notify_LDADD = $(SUPERVISOR_TEST_LIBS)

tests_supervisor_test_parts_SOURCES = tests/supervisor/test_parts.c supervisor/os/sys.c
tests_supervisor_test_parts_CPPFLAGS = $(SUPERVISOR_CPPFLAGS)
tests_supervisor_test_parts_LDADD = $(SUPERVISOR_TEST_LIBS)

tests_supervisor_test_pool_random_SOURCES = tests/supervisor/test_pool_random.c
tests_supervisor_test_pool_random_CPPFLAGS = $(SUPERVISOR_CPPFLAGS)
tests_supervisor_test_pool_random_LDADD = $(SUPERVISOR_TEST_LIBS)

tests_supervisor_test_slot_policy_SOURCES = tests/supervisor/test_slot_policy.c
tests_supervisor_test_slot_policy_CPPFLAGS = $(SUPERVISOR_CPPFLAGS)
tests_supervisor_test_slot_policy_LDADD = $(SUPERVISOR_TEST_LIBS)
