# One test program for each file of common/ that needs no broker; below, those that need one.
UNIT_CPPFLAGS = $(FARM_CPPFLAGS) $(CMOCKA_CFLAGS) -I$(top_srcdir)/tests/common \
	-DTEST_SRCDIR='"$(abs_top_srcdir)"'
EXTRA_DIST += tests/common/unit.h

if HAVE_CMOCKA
UNIT_TESTS = \
	tests/common/base/test_arena \
	tests/common/base/test_base64url \
	tests/common/base/test_buf \
	tests/common/ipc/test_channel \
	tests/common/base/test_err \
	tests/common/farm/test_live_audio \
	tests/common/farm/test_event \
	tests/common/base/test_json \
	tests/common/base/test_log \
	tests/common/base/test_machine \
	tests/common/base/test_meta \
	tests/common/base/test_edit_distance \
	tests/common/base/test_options \
	tests/common/base/test_pageset \
	tests/common/text/test_languages \
	tests/common/text/test_letters \
	tests/common/words/test_word_lists \
	tests/common/text/test_pronunciation \
	tests/common/ipc/test_sandbox \
	tests/common/config/test_settings \
	tests/common/config/test_settings_file \
	tests/common/voices/test_voice_folder \
	tests/common/base/test_timestamp \
	tests/common/config/test_toml_value \
	tests/common/base/test_utf8 \
	tests/common/base/test_uuid \
	tests/common/farm/test_workflow \
	tests/common/farm/test_workflow_json \
	tests/common/farm/test_workflow_notes
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)
endif

tests_common_base_test_arena_SOURCES = tests/common/base/test_arena.c
tests_common_base_test_arena_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_base_test_arena_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_base_test_base64url_SOURCES = tests/common/base/test_base64url.c
tests_common_base_test_base64url_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_base_test_base64url_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_base_test_buf_SOURCES = tests/common/base/test_buf.c
tests_common_base_test_buf_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_base_test_buf_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_ipc_test_channel_SOURCES = tests/common/ipc/test_channel.c
tests_common_ipc_test_channel_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_ipc_test_channel_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_base_test_machine_SOURCES = tests/common/base/test_machine.c
tests_common_base_test_machine_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_base_test_machine_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_base_test_err_SOURCES = tests/common/base/test_err.c
tests_common_base_test_err_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_base_test_err_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_farm_test_live_audio_SOURCES = tests/common/farm/test_live_audio.c
tests_common_farm_test_live_audio_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_farm_test_live_audio_LDADD = $(FARM_LIBS) $(CMOCKA_LIBS)
tests_common_farm_test_event_SOURCES = tests/common/farm/test_event.c
tests_common_farm_test_event_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_farm_test_event_LDADD = $(FARM_LIBS) $(CMOCKA_LIBS)

tests_common_base_test_json_SOURCES = tests/common/base/test_json.c
tests_common_base_test_json_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_base_test_json_LDADD = $(FARM_LIBS) $(CMOCKA_LIBS)

tests_common_base_test_log_SOURCES = tests/common/base/test_log.c
tests_common_base_test_log_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_base_test_log_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_base_test_meta_SOURCES = tests/common/base/test_meta.c
tests_common_base_test_meta_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_base_test_meta_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_base_test_edit_distance_SOURCES = tests/common/base/test_edit_distance.c
tests_common_base_test_edit_distance_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_base_test_edit_distance_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_text_test_languages_SOURCES = tests/common/text/test_languages.c
tests_common_text_test_languages_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_text_test_languages_LDADD = $(GUESS_LIBS) $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_text_test_letters_SOURCES = tests/common/text/test_letters.c
tests_common_text_test_letters_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_text_test_letters_LDADD = $(TEXT_LIBS) $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_words_test_word_lists_SOURCES = tests/common/words/test_word_lists.c
tests_common_words_test_word_lists_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_words_test_word_lists_LDADD = $(WORDS_LIBS) $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_text_test_pronunciation_SOURCES = tests/common/text/test_pronunciation.c
tests_common_text_test_pronunciation_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_text_test_pronunciation_LDADD = $(TEXT_LIBS) $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_base_test_options_SOURCES = tests/common/base/test_options.c
tests_common_base_test_options_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_base_test_options_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_base_test_pageset_SOURCES = tests/common/base/test_pageset.c
tests_common_base_test_pageset_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_base_test_pageset_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_config_test_settings_SOURCES = tests/common/config/test_settings.c
tests_common_config_test_settings_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_config_test_settings_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_config_test_settings_file_SOURCES = tests/common/config/test_settings_file.c
tests_common_config_test_settings_file_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_config_test_settings_file_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_base_test_timestamp_SOURCES = tests/common/base/test_timestamp.c
tests_common_base_test_timestamp_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_base_test_timestamp_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_config_test_toml_value_SOURCES = tests/common/config/test_toml_value.c
tests_common_config_test_toml_value_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_config_test_toml_value_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_base_test_utf8_SOURCES = tests/common/base/test_utf8.c
tests_common_base_test_utf8_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_base_test_utf8_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_base_test_uuid_SOURCES = tests/common/base/test_uuid.c
tests_common_base_test_uuid_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_base_test_uuid_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

tests_common_farm_test_workflow_SOURCES = tests/common/farm/test_workflow.c
tests_common_farm_test_workflow_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_farm_test_workflow_LDADD = $(FARM_LIBS) $(CMOCKA_LIBS)

tests_common_farm_test_workflow_json_SOURCES = tests/common/farm/test_workflow_json.c
tests_common_farm_test_workflow_json_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_farm_test_workflow_json_LDADD = $(FARM_LIBS) $(CMOCKA_LIBS)

tests_common_ipc_test_sandbox_SOURCES = tests/common/ipc/test_sandbox.c
tests_common_ipc_test_sandbox_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_ipc_test_sandbox_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS) -lpthread

tests_common_farm_test_workflow_notes_SOURCES = tests/common/farm/test_workflow_notes.c
tests_common_farm_test_workflow_notes_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_farm_test_workflow_notes_LDADD = $(FARM_LIBS) $(CMOCKA_LIBS)
# What speaks NATS, against a real nats-server.
NATS_TEST_CPPFLAGS = $(FARM_CPPFLAGS) $(CMOCKA_CFLAGS)
NATS_TEST_LIBS = tests/common/nats/libnatsfixture.a $(FARM_LIBS) $(CMOCKA_LIBS)

check_LIBRARIES += tests/common/nats/libnatsfixture.a
tests_common_nats_libnatsfixture_a_SOURCES = tests/common/nats/nats_fixture.c tests/common/nats/nats_fixture.h \
	tests/common/nats/port_claim.c tests/common/nats/port_claim.h
tests_common_nats_libnatsfixture_a_CPPFLAGS = $(FARM_CPPFLAGS)

if HAVE_CMOCKA
NATS_TESTS = \
	tests/common/nats/test_auth \
	tests/supervisor/test_broker_room \
	tests/common/nats/test_cluster \
	tests/common/farm/test_free_space \
	tests/common/farm/test_listener \
	tests/common/nats/test_natsconn \
	tests/common/objstore/test_objget \
	tests/common/objstore/test_objreader \
	tests/common/objstore/test_objstore \
	tests/common/objstore/test_objstore_faults \
	tests/common/objstore/test_objwriter \
	tests/common/nats/test_pull \
	tests/common/farm/test_topology \
	tests/workers/upkeep/test_upkeep \
	tests/common/farm/test_workflow_store
check_PROGRAMS += $(NATS_TESTS)
TESTS += $(NATS_TESTS)
endif

tests_common_nats_test_auth_SOURCES = tests/common/nats/test_auth.c tests/common/nats/auth_keys.h tests/common/nats/nats_check.h tests/common/nats/nats_farm.h
tests_common_nats_test_auth_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_common_nats_test_auth_LDADD = $(NATS_TEST_LIBS)

tests_supervisor_test_broker_room_SOURCES = tests/supervisor/test_broker_room.c tests/common/nats/nats_check.h tests/common/nats/nats_farm.h \
	supervisor/os/sys.c
tests_supervisor_test_broker_room_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_supervisor_test_broker_room_LDADD = $(NATS_TEST_LIBS) $(SUPERVISOR_LIBS) $(BASE_LIBS) $(CRYPT_LIBS)

tests_common_nats_test_cluster_SOURCES = tests/common/nats/test_cluster.c tests/common/nats/nats_check.h tests/common/nats/nats_farm.h
tests_common_nats_test_cluster_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_common_nats_test_cluster_LDADD = $(NATS_TEST_LIBS)

tests_common_farm_test_free_space_SOURCES = tests/common/farm/test_free_space.c tests/common/nats/nats_check.h tests/common/nats/nats_farm.h
tests_common_farm_test_free_space_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_common_farm_test_free_space_LDADD = $(NATS_TEST_LIBS)

tests_common_nats_test_natsconn_SOURCES = tests/common/nats/test_natsconn.c tests/common/nats/nats_check.h tests/common/nats/nats_farm.h
tests_common_nats_test_natsconn_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_common_nats_test_natsconn_LDADD = $(NATS_TEST_LIBS)

OBJECT_FIXTURE = tests/common/objstore/object_fixture.c tests/common/objstore/object_fixture.h tests/common/nats/nats_check.h tests/common/nats/nats_farm.h

tests_common_objstore_test_objget_SOURCES = tests/common/objstore/test_objget.c $(OBJECT_FIXTURE)
tests_common_objstore_test_objget_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_common_objstore_test_objget_LDADD = $(NATS_TEST_LIBS)

tests_common_objstore_test_objreader_SOURCES = tests/common/objstore/test_objreader.c $(OBJECT_FIXTURE)
tests_common_objstore_test_objreader_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_common_objstore_test_objreader_LDADD = $(NATS_TEST_LIBS)

tests_common_objstore_test_objwriter_SOURCES = tests/common/objstore/test_objwriter.c $(OBJECT_FIXTURE)
tests_common_objstore_test_objwriter_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_common_objstore_test_objwriter_LDADD = $(NATS_TEST_LIBS)

tests_common_objstore_test_objstore_SOURCES = tests/common/objstore/test_objstore.c $(OBJECT_FIXTURE)
tests_common_objstore_test_objstore_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_common_objstore_test_objstore_LDADD = $(NATS_TEST_LIBS)

tests_common_objstore_test_objstore_faults_SOURCES = tests/common/objstore/test_objstore_faults.c tests/common/nats/nats_check.h tests/common/nats/nats_farm.h
tests_common_objstore_test_objstore_faults_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_common_objstore_test_objstore_faults_LDADD = $(NATS_TEST_LIBS)

tests_common_nats_test_pull_SOURCES = tests/common/nats/test_pull.c tests/common/nats/nats_check.h tests/common/nats/nats_farm.h
tests_common_nats_test_pull_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_common_nats_test_pull_LDADD = $(NATS_TEST_LIBS)

tests_common_farm_test_topology_SOURCES = tests/common/farm/test_topology.c tests/common/nats/nats_check.h tests/common/nats/nats_farm.h
tests_common_farm_test_topology_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_common_farm_test_topology_LDADD = $(NATS_TEST_LIBS)

tests_workers_upkeep_test_upkeep_SOURCES = tests/workers/upkeep/test_upkeep.c tests/common/nats/nats_check.h tests/common/nats/nats_farm.h
tests_workers_upkeep_test_upkeep_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_workers_upkeep_test_upkeep_LDADD = workers/upkeep/libupkeep.a $(NATS_TEST_LIBS)

tests_common_farm_test_listener_SOURCES = tests/common/farm/test_listener.c tests/common/nats/nats_check.h tests/common/nats/nats_farm.h
tests_common_farm_test_listener_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_common_farm_test_listener_LDADD = $(NATS_TEST_LIBS)

tests_common_farm_test_workflow_store_SOURCES = tests/common/farm/test_workflow_store.c tests/common/nats/nats_check.h tests/common/nats/nats_farm.h
tests_common_farm_test_workflow_store_CPPFLAGS = $(NATS_TEST_CPPFLAGS)
tests_common_farm_test_workflow_store_LDADD = $(NATS_TEST_LIBS)

tests_common_voices_test_voice_folder_SOURCES = tests/common/voices/test_voice_folder.c
tests_common_voices_test_voice_folder_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_common_voices_test_voice_folder_LDADD = $(VOICES_LIBS) $(BASE_LIBS) $(CMOCKA_LIBS)
