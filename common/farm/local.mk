# libfarm: events, states of jobs, streams and buckets: the domain.
noinst_LIBRARIES += common/farm/libfarm.a
common_farm_libfarm_a_SOURCES = \
	common/farm/audio_format.c \
	common/farm/audio_format.h \
	common/farm/book.c \
	common/farm/book.h \
	common/farm/book_json.c \
	common/farm/captions.c \
	common/farm/captions.h \
	common/farm/encoded_audio.c \
	common/farm/encoded_audio.h \
	common/farm/event.c \
	common/farm/event.h \
	common/farm/event_publish.c \
	common/farm/event_publish.h \
	common/farm/free_space.c \
	common/farm/free_space.h \
	common/farm/job_objects.c \
	common/farm/job_objects.h \
	common/farm/kept_wav.c \
	common/farm/kept_wav.h \
	common/farm/listener.c \
	common/farm/listener.h \
	common/farm/listener_store.c \
	common/farm/listener_store.h \
	common/farm/live_audio.c \
	common/farm/live_audio.h \
	common/farm/page_image.c \
	common/farm/voice_files.c \
	common/farm/voice_files.h \
	common/farm/page_image.h \
	common/farm/page_metadata.h \
	common/farm/speech.c \
	common/farm/speech.h \
	common/farm/timeline.c \
	common/farm/timeline.h \
	common/farm/topology.c \
	common/farm/topology.h \
	common/farm/topology_consumer.c \
	common/farm/topology_parts.h \
	common/farm/topology_stream.c \
	common/farm/workflow.c \
	common/farm/workflow.h \
	common/farm/workflow_json.c \
	common/farm/workflow_manners.c \
	common/farm/workflow_notes.c \
	common/farm/workflow_scan.c \
	common/farm/workflow_scan.h \
	common/farm/workflow_store.c \
	common/farm/workflow_store.h
common_farm_libfarm_a_CPPFLAGS = $(AM_CPPFLAGS) $(NATS_CFLAGS) $(CJSON_CFLAGS)
FARM_CPPFLAGS = $(AM_CPPFLAGS) $(NATS_CFLAGS) $(CJSON_CFLAGS)
FARM_LIBS = common/farm/libfarm.a $(WORDS_LIBS) common/objstore/libobjstore.a common/nats/libnats.a \
	$(BASE_LIBS) $(NATS_LIBS) $(CJSON_LIBS) $(CRYPTO_LIBS) -lm
