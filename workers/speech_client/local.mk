# lectern-speech: has a speech server say a text for tts, in a process of its own.
noinst_LIBRARIES += workers/speech_client/libspeechclient.a
workers_speech_client_libspeechclient_a_SOURCES = \
	workers/speech_client/voice_names.c \
	workers/speech_client/voice_names.h
workers_speech_client_libspeechclient_a_CPPFLAGS = $(FARM_CPPFLAGS)
pkglibexec_PROGRAMS += workers/lectern-speech
workers_lectern_speech_SOURCES = workers/speech_client/main.c
workers_lectern_speech_CPPFLAGS = $(FARM_CPPFLAGS)
SPEECH_CLIENT_LIBS = workers/speech_client/libspeechclient.a $(ENDPOINT_LIBS)
workers_lectern_speech_LDADD = $(SPEECH_CLIENT_LIBS)
