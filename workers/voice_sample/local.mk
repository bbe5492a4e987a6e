# voice-sample: sentences of voices, for people who choose among them.
noinst_LIBRARIES += workers/voice_sample/libvoice_sample.a
workers_voice_sample_libvoice_sample_a_SOURCES = \
	workers/voice_sample/engine.c \
	workers/voice_sample/work.h
workers_voice_sample_libvoice_sample_a_CPPFLAGS = $(FARM_CPPFLAGS)
pkglibexec_PROGRAMS += workers/voice-sample-service
workers_voice_sample_service_SOURCES = \
	workers/voice_sample/main.c \
	workers/voice_sample/front.c
workers_voice_sample_service_CPPFLAGS = $(FARM_CPPFLAGS)
workers_voice_sample_service_LDADD = workers/voice_sample/libvoice_sample.a workers/tts/libtts.a $(VOICES_LIBS) \
	$(READING_LIBS) $(WORKER_LIBS) $(SPEAKING_LIBS)
