# lectern-web: its parts alone, and the program over a real broker.
WEB_TEST_CPPFLAGS = $(FARM_CPPFLAGS) $(MICROHTTPD_CFLAGS) $(CMOCKA_CFLAGS)

if HAVE_CMOCKA
WEB_UNIT_TESTS = \
	tests/web/test_channel \
	tests/web/http/test_http_header \
	tests/web/state/test_installed \
	tests/web/jobs/test_job_options \
	tests/web/state/test_newcomers \
	tests/web/state/test_job_table \
	tests/web/http/test_multipart \
	tests/web/http/test_server_parts \
	tests/web/http/test_user_text
check_PROGRAMS += $(WEB_UNIT_TESTS)
TESTS += $(WEB_UNIT_TESTS)
endif

tests_web_test_channel_SOURCES = tests/web/test_channel.c
tests_web_test_channel_CPPFLAGS = $(WEB_TEST_CPPFLAGS)
tests_web_test_channel_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_web_http_test_http_header_SOURCES = tests/web/http/test_http_header.c
tests_web_http_test_http_header_CPPFLAGS = $(WEB_TEST_CPPFLAGS)
tests_web_http_test_http_header_LDADD = $(WEB_LIBS) $(CMOCKA_LIBS)

tests_web_state_test_installed_SOURCES = tests/web/state/test_installed.c
tests_web_state_test_installed_CPPFLAGS = $(WEB_TEST_CPPFLAGS)
tests_web_state_test_installed_LDADD = $(WEB_LIBS) $(CMOCKA_LIBS)

tests_web_jobs_test_job_options_SOURCES = tests/web/jobs/test_job_options.c
tests_web_jobs_test_job_options_CPPFLAGS = $(WEB_TEST_CPPFLAGS)
tests_web_jobs_test_job_options_LDADD = $(WEB_LIBS) $(CMOCKA_LIBS)

tests_web_state_test_newcomers_SOURCES = tests/web/state/test_newcomers.c
tests_web_state_test_newcomers_CPPFLAGS = $(WEB_TEST_CPPFLAGS)
tests_web_state_test_newcomers_LDADD = $(WEB_LIBS) $(CMOCKA_LIBS)
tests_web_state_test_job_table_SOURCES = tests/web/state/test_job_table.c
tests_web_state_test_job_table_CPPFLAGS = $(WEB_TEST_CPPFLAGS)
tests_web_state_test_job_table_LDADD = $(WEB_LIBS) $(CMOCKA_LIBS)

tests_web_http_test_multipart_SOURCES = tests/web/http/test_multipart.c
tests_web_http_test_multipart_CPPFLAGS = $(WEB_TEST_CPPFLAGS)
tests_web_http_test_multipart_LDADD = $(WEB_LIBS) $(CMOCKA_LIBS)

tests_web_http_test_server_parts_SOURCES = tests/web/http/test_server_parts.c
tests_web_http_test_server_parts_CPPFLAGS = $(WEB_TEST_CPPFLAGS)
tests_web_http_test_server_parts_LDADD = $(WEB_LIBS) $(CMOCKA_LIBS)

tests_web_http_test_user_text_SOURCES = tests/web/http/test_user_text.c
tests_web_http_test_user_text_CPPFLAGS = $(WEB_TEST_CPPFLAGS)
tests_web_http_test_user_text_LDADD = $(WEB_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/web/seed
tests_web_seed_SOURCES = tests/web/seed.c
tests_web_seed_CPPFLAGS = $(FARM_CPPFLAGS)
tests_web_seed_LDADD = $(FARM_LIBS)

WEB_TESTS = \
	tests/web/api.sh \
	tests/web/audio.sh \
	tests/web/book.sh \
	tests/web/broker.sh \
	tests/web/events.sh \
	tests/web/hostile.sh \
	tests/web/feed.sh \
	tests/web/listener.sh \
	tests/web/protocol.sh \
	tests/web/load.sh
dist_check_SCRIPTS += $(WEB_TESTS)
TESTS += $(WEB_TESTS)
EXTRA_DIST += tests/web/lib.sh tests/web/hostile.mjs tests/web/load.mjs
