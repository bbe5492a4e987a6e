# libwebstate: what lectern-web knows of jobs, workers and the broker.
noinst_LIBRARIES += web/state/libwebstate.a
web_state_libwebstate_a_SOURCES = \
	web/state/app.h \
	web/state/backend.c \
	web/state/backend.h \
	web/state/farm_snapshot.c \
	web/state/farm_snapshot.h \
	web/state/follow.c \
	web/state/follow.h \
	web/state/installed.c \
	web/state/installed.h \
	web/state/job_row.c \
	web/state/job_row.h \
	web/state/job_table.c \
	web/state/job_table.h \
	web/state/leftovers.c \
	web/state/leftovers.h \
	web/state/listeners.c \
	web/state/listeners.h \
	web/state/live_pages.c \
	web/state/live_pages.h \
	web/state/newcomers.c \
	web/state/newcomers.h \
	web/state/on_demand.c \
	web/state/on_demand.h \
	web/state/page_images.c \
	web/state/voice_samples.c \
	web/state/voice_samples.h \
	web/state/page_images.h \
	web/state/recount.c \
	web/state/recount.h \
	web/state/sampler.c \
	web/state/sampler.h \
	web/state/ticker.c \
	web/state/ticker.h
web_state_libwebstate_a_CPPFLAGS = $(FARM_CPPFLAGS) $(MICROHTTPD_CFLAGS) $(CRYPTO_CFLAGS) \
	-DESPEAK_DATA_DIR='"'"`$(PKG_CONFIG) --variable=libdir espeak-ng`"'/espeak-ng-data"' \
	-DTESSDATA_DIR='"/usr/share/tesseract-ocr/5/tessdata"'
