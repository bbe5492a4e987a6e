# libnats: the connection to NATS and what is built on it; no stage and no job in it.
noinst_LIBRARIES += common/nats/libnats.a
common_nats_libnats_a_SOURCES = \
	common/nats/auth.c \
	common/nats/auth.h \
	common/nats/connection.c \
	common/nats/connection.h \
	common/nats/delivery.c \
	common/nats/delivery.h \
	common/nats/internal.h \
	common/nats/kv.c \
	common/nats/kv.h \
	common/nats/kv_entry.c \
	common/nats/kv_entry.h \
	common/nats/lease.c \
	common/nats/lease.h \
	common/nats/nkey.c \
	common/nats/nkey.h \
	common/nats/publish_window.c \
	common/nats/publish_window.h \
	common/nats/pull.c \
	common/nats/pull.h \
	common/nats/retry.c \
	common/nats/retry.h \
	common/nats/subscription.c \
	common/nats/subscription.h \
	common/nats/util.c
common_nats_libnats_a_CPPFLAGS = $(AM_CPPFLAGS) $(NATS_CFLAGS) $(CJSON_CFLAGS) $(CRYPTO_CFLAGS)
