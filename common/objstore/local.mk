# libobjstore: objects in JetStream, as ADR-20 lays them out.
noinst_LIBRARIES += common/objstore/libobjstore.a
common_objstore_libobjstore_a_SOURCES = \
	common/objstore/chunk.c \
	common/objstore/get.c \
	common/objstore/info.c \
	common/objstore/metadata.c \
	common/objstore/names.c \
	common/objstore/parts.h \
	common/objstore/proof.c \
	common/objstore/reader.c \
	common/objstore/store.c \
	common/objstore/store.h \
	common/objstore/sweep.c \
	common/objstore/walk.c \
	common/objstore/writer.c
common_objstore_libobjstore_a_CPPFLAGS = $(AM_CPPFLAGS) $(NATS_CFLAGS) $(CJSON_CFLAGS) $(CRYPTO_CFLAGS)
