# libbase: links no NATS; what lecternd and everything else stands on.
noinst_LIBRARIES += common/libbase.a
common_libbase_a_SOURCES = \
	common/alloc.c common/alloc.h \
	common/arena.c common/arena.h \
	common/base64url.c common/base64url.h \
	common/buf.c common/buf.h \
	common/channel.c common/channel.h \
	common/err.c common/err.h \
	common/letters.c common/letters.h \
	common/listener.c common/listener.h \
	common/log.c common/log.h \
	common/machine.c common/machine.h \
	common/meta.c common/meta.h \
	common/near.c common/near.h \
	common/own_broker.c common/own_broker.h \
	common/own_directory.c common/own_directory.h \
	common/pageset.c common/pageset.h \
	common/sandbox.c common/sandbox.h \
	common/sandbox_calls.c common/sandbox_files.c \
	common/pronunciation.c common/pronunciation.h \
	common/secret_file.c common/secret_file.h \
	common/settings.c common/settings.h \
	common/settings_check.c \
	common/settings_file.c common/settings_file.h \
	common/settings_internal.h \
	common/settings_path.c \
	common/settings_speech.c \
	common/settings_table.c \
	common/template.c common/template.h \
	common/timestamp.c common/timestamp.h \
	common/toml_value.c common/toml_value.h \
	common/tts_arguments.c common/tts_arguments.h \
	common/utf8.c common/utf8.h \
	common/uuid.c common/uuid.h
common_libbase_a_CPPFLAGS = $(AM_CPPFLAGS) $(INIH_CFLAGS) $(SECCOMP_CFLAGS)
BASE_LIBS = common/libbase.a $(INIH_LIBS) $(SECCOMP_LIBS)

# libfarm: events, states, and everything that speaks NATS.
noinst_LIBRARIES += common/libfarm.a
common_libfarm_a_SOURCES = \
	common/delivery.c common/delivery.h \
	common/event.c common/event.h \
	common/free_space.c common/free_space.h \
	common/job_objects.c common/job_objects.h \
	common/json.c common/json.h \
	common/lease.c common/lease.h \
	common/natsconn.c common/natsconn.h common/natsconn_internal.h \
	common/natsconn_auth.c common/natsconn_auth.h \
	common/natsconn_util.c \
	common/nkey.c common/nkey.h \
	common/object_chunk.c common/object_info.c \
	common/object_meta.c common/object_names.c common/object_walk.c common/objget.c \
	common/objproof.c \
	common/objreader.c \
	common/objstore.c common/objstore.h common/objstore_parts.h \
	common/objsweep.c \
	common/objwriter.c \
	common/pubwindow.c common/pubwindow.h \
	common/pull.c common/pull.h \
	common/subscription.c common/subscription.h \
	common/topology.c common/topology.h common/topology_parts.h \
	common/topology_consumer.c common/topology_stream.c \
	common/workflow.c common/workflow.h \
	common/workflow_json.c \
	common/workflow_notes.c \
	common/workflow_scan.c common/workflow_scan.h \
	common/workflow_store.c common/workflow_store.h
common_libfarm_a_CPPFLAGS = $(AM_CPPFLAGS) $(NATS_CFLAGS) $(CJSON_CFLAGS) $(CRYPTO_CFLAGS)
FARM_CPPFLAGS = $(AM_CPPFLAGS) $(NATS_CFLAGS) $(CJSON_CFLAGS)
FARM_LIBS = common/libfarm.a $(BASE_LIBS) $(NATS_LIBS) $(CJSON_LIBS) $(CRYPTO_LIBS) -lm
