# Whole farms on small documents: every script has its own directory, broker and ports.
check_PROGRAMS += tests/tools/nats_request
tests_tools_nats_request_SOURCES = tests/tools/nats_request.c
tests_tools_nats_request_CPPFLAGS = $(FARM_CPPFLAGS)
tests_tools_nats_request_LDADD = $(BASE_LIBS) $(NATS_LIBS)

INTEGRATION_TESTS = \
	tests/integration/pipeline.sh \
	tests/integration/languages.sh \
	tests/integration/by_hand.sh \
	tests/integration/bad_input.sh \
	tests/integration/kill_workers.sh \
	tests/integration/restart.sh \
	tests/integration/foreign_client.sh \
	tests/integration/secured_broker.sh \
	tests/integration/install.sh
dist_check_SCRIPTS += $(INTEGRATION_TESTS)
TESTS += $(INTEGRATION_TESTS)
EXTRA_DIST += tests/integration/lib.sh tests/integration/foreign_client.mjs
