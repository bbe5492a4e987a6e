# wav-aggregator: pages are counted, and joined when all are there.
noinst_LIBRARIES += workers/wav_aggregator/libwav_aggregator.a
workers_wav_aggregator_libwav_aggregator_a_SOURCES = \
	workers/wav_aggregator/book_join.c \
	workers/wav_aggregator/book_join.h \
	workers/wav_aggregator/chapters.c \
	workers/wav_aggregator/chapters.h \
	workers/wav_aggregator/engine.c \
	workers/wav_aggregator/headings.c \
	workers/wav_aggregator/headings.h \
	workers/wav_aggregator/headings_outline.c \
	workers/wav_aggregator/results.h \
	workers/wav_aggregator/wav_header.c \
	workers/wav_aggregator/wav_header.h \
	workers/wav_aggregator/wav_pages.c \
	workers/wav_aggregator/wav_pages.h
workers_wav_aggregator_libwav_aggregator_a_CPPFLAGS = $(FARM_CPPFLAGS) $(SNDFILE_CFLAGS) $(SAMPLERATE_CFLAGS)
pkglibexec_PROGRAMS += workers/wav-aggregator-service
workers_wav_aggregator_service_SOURCES = \
	workers/wav_aggregator/main.c \
	workers/wav_aggregator/front.c
workers_wav_aggregator_service_CPPFLAGS = $(FARM_CPPFLAGS)
workers_wav_aggregator_service_LDADD = workers/wav_aggregator/libwav_aggregator.a $(WORKER_LIBS) $(SNDFILE_LIBS) $(SAMPLERATE_LIBS) -lm
