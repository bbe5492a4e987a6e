# live-audio: segments of a book's sound for players, while it is made and afterwards.
noinst_LIBRARIES += workers/live_audio/liblive_audio.a
workers_live_audio_liblive_audio_a_SOURCES = \
	workers/live_audio/engine.c \
	workers/live_audio/fmp4.c \
	workers/live_audio/fmp4.h \
	workers/live_audio/stretch.c \
	workers/live_audio/stretch.h \
	workers/live_audio/work.h
workers_live_audio_liblive_audio_a_CPPFLAGS = $(FARM_CPPFLAGS) $(LIBAV_CFLAGS)
LIVE_AUDIO_LIBS = workers/live_audio/liblive_audio.a workers/audio_encoder/libaudio_encoder.a \
	workers/wav_aggregator/libwav_aggregator.a
pkglibexec_PROGRAMS += workers/live-audio-service
workers_live_audio_service_SOURCES = \
	workers/live_audio/main.c \
	workers/live_audio/front.c
workers_live_audio_service_CPPFLAGS = $(FARM_CPPFLAGS)
workers_live_audio_service_LDADD = $(LIVE_AUDIO_LIBS) $(WORKER_LIBS) $(LIBAV_LIBS) $(SNDFILE_LIBS) $(SAMPLERATE_LIBS)
