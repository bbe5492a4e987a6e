# libwebstatus: how the farm is: health, metrics, workers, voices.
noinst_LIBRARIES += web/status/libwebstatus.a
web_status_libwebstatus_a_SOURCES = \
	web/status/health.c \
	web/status/metrics.c \
	web/status/metrics_broker.c \
	web/status/metrics_farm.c \
	web/status/metrics_text.c \
	web/status/metrics_text.h \
	web/status/voices.c \
	web/status/workers.c
web_status_libwebstatus_a_CPPFLAGS = $(FARM_CPPFLAGS) $(MICROHTTPD_CFLAGS) $(CRYPTO_CFLAGS)
