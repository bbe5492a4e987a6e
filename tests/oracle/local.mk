# The official NATS clients (npm) as an independent judge of what we store.
check_PROGRAMS += tests/oracle/objstore-tool
tests_oracle_objstore_tool_SOURCES = tests/oracle/objstore_tool.c
tests_oracle_objstore_tool_CPPFLAGS = $(FARM_CPPFLAGS)
tests_oracle_objstore_tool_LDADD = $(FARM_LIBS)

dist_check_SCRIPTS += tests/oracle/oracle.sh
TESTS += tests/oracle/oracle.sh
EXTRA_DIST += tests/oracle/oracle.mjs tests/oracle/package.json tests/oracle/package-lock.json
