# libbase: allocation, text buffers, errors, log and clock; what everything stands on.
noinst_LIBRARIES += common/base/libbase.a
common_base_libbase_a_SOURCES = \
	common/base/alloc.c \
	common/base/alloc.h \
	common/base/arena.c \
	common/base/arena.h \
	common/base/base64url.c \
	common/base/base64url.h \
	common/base/box_json.c \
	common/base/box_json.h \
	common/base/buf.c \
	common/base/buf.h \
	common/base/edit_distance.c \
	common/base/edit_distance.h \
	common/base/err.c \
	common/base/err.h \
	common/base/json.c \
	common/base/json.h \
	common/base/log.c \
	common/base/log.h \
	common/base/machine.c \
	common/base/machine.h \
	common/base/meta.c \
	common/base/meta.h \
	common/base/monotonic.c \
	common/base/monotonic.h \
	common/base/options.c \
	common/base/options.h \
	common/base/pageset.c \
	common/base/pageset.h \
	common/base/process.c \
	common/base/process.h \
	common/base/program_dir.c \
	common/base/program_dir.h \
	common/base/secret_file.c \
	common/base/secret_file.h \
	common/base/spaced_words.c \
	common/base/spaced_words.h \
	common/base/timestamp.c \
	common/base/timestamp.h \
	common/base/utf8.c \
	common/base/utf8.h \
	common/base/uuid.c \
	common/base/uuid.h \
	common/base/xml.c \
	common/base/xml.h
common_base_libbase_a_CPPFLAGS = $(AM_CPPFLAGS) $(CJSON_CFLAGS)
