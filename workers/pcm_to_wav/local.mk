# pcm-to-wav: samples become a WAV file.
noinst_LIBRARIES += workers/pcm_to_wav/libpcm_to_wav.a
workers_pcm_to_wav_libpcm_to_wav_a_SOURCES = \
	workers/pcm_to_wav/engine.c
workers_pcm_to_wav_libpcm_to_wav_a_CPPFLAGS = $(FARM_CPPFLAGS) $(SNDFILE_CFLAGS)
pkglibexec_PROGRAMS += workers/pcm-to-wav-service
workers_pcm_to_wav_service_SOURCES = \
	workers/pcm_to_wav/main.c \
	workers/pcm_to_wav/front.c
workers_pcm_to_wav_service_CPPFLAGS = $(FARM_CPPFLAGS)
workers_pcm_to_wav_service_LDADD = workers/pcm_to_wav/libpcm_to_wav.a $(WORKER_LIBS) $(SNDFILE_LIBS)
