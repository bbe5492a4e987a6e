# One test program for each file of common/ that needs no broker.
UNIT_CPPFLAGS = $(FARM_CPPFLAGS) $(CMOCKA_CFLAGS) -I$(top_srcdir)/tests/unit \
	-DTEST_SRCDIR='"$(abs_top_srcdir)"'
EXTRA_DIST += tests/unit/unit.h

if HAVE_CMOCKA
UNIT_TESTS = \
	tests/unit/test_arena \
	tests/unit/test_base64url \
	tests/unit/test_buf \
	tests/unit/test_channel \
	tests/unit/test_err \
	tests/unit/test_event \
	tests/unit/test_json \
	tests/unit/test_log \
	tests/unit/test_machine \
	tests/unit/test_meta \
	tests/unit/test_near \
	tests/unit/test_pageset \
	tests/unit/test_pronunciation \
	tests/unit/test_sandbox \
	tests/unit/test_settings \
	tests/unit/test_settings_file \
	tests/unit/test_timestamp \
	tests/unit/test_toml_value \
	tests/unit/test_utf8 \
	tests/unit/test_uuid \
	tests/unit/test_workflow \
	tests/unit/test_workflow_json \
	tests/unit/test_workflow_notes
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
endif

tests_unit_test_arena_SOURCES = tests/unit/test_arena.c
tests_unit_test_arena_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_arena_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_base64url_SOURCES = tests/unit/test_base64url.c
tests_unit_test_base64url_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_base64url_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_buf_SOURCES = tests/unit/test_buf.c
tests_unit_test_buf_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_buf_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_channel_SOURCES = tests/unit/test_channel.c
tests_unit_test_channel_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_channel_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_machine_SOURCES = tests/unit/test_machine.c
tests_unit_test_machine_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_machine_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_err_SOURCES = tests/unit/test_err.c
tests_unit_test_err_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_err_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_event_SOURCES = tests/unit/test_event.c
tests_unit_test_event_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_event_LDADD = $(FARM_LIBS) $(CMOCKA_LIBS)

tests_unit_test_json_SOURCES = tests/unit/test_json.c
tests_unit_test_json_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_json_LDADD = $(FARM_LIBS) $(CMOCKA_LIBS)

tests_unit_test_log_SOURCES = tests/unit/test_log.c
tests_unit_test_log_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_log_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_meta_SOURCES = tests/unit/test_meta.c
tests_unit_test_meta_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_meta_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_near_SOURCES = tests/unit/test_near.c
tests_unit_test_near_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_near_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_pronunciation_SOURCES = tests/unit/test_pronunciation.c
tests_unit_test_pronunciation_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_pronunciation_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_pageset_SOURCES = tests/unit/test_pageset.c
tests_unit_test_pageset_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_pageset_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_settings_SOURCES = tests/unit/test_settings.c
tests_unit_test_settings_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_settings_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_settings_file_SOURCES = tests/unit/test_settings_file.c
tests_unit_test_settings_file_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_settings_file_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_timestamp_SOURCES = tests/unit/test_timestamp.c
tests_unit_test_timestamp_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_timestamp_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_toml_value_SOURCES = tests/unit/test_toml_value.c
tests_unit_test_toml_value_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_toml_value_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_utf8_SOURCES = tests/unit/test_utf8.c
tests_unit_test_utf8_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_utf8_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_uuid_SOURCES = tests/unit/test_uuid.c
tests_unit_test_uuid_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_uuid_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_unit_test_workflow_SOURCES = tests/unit/test_workflow.c
tests_unit_test_workflow_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_workflow_LDADD = $(FARM_LIBS) $(CMOCKA_LIBS)

tests_unit_test_workflow_json_SOURCES = tests/unit/test_workflow_json.c
tests_unit_test_workflow_json_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_workflow_json_LDADD = $(FARM_LIBS) $(CMOCKA_LIBS)

tests_unit_test_sandbox_SOURCES = tests/unit/test_sandbox.c
tests_unit_test_sandbox_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_sandbox_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS) -lpthread

tests_unit_test_workflow_notes_SOURCES = tests/unit/test_workflow_notes.c
tests_unit_test_workflow_notes_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_workflow_notes_LDADD = $(FARM_LIBS) $(CMOCKA_LIBS)
