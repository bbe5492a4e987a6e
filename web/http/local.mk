# libwebhttp: requests, replies, uploads and who may come in.
noinst_LIBRARIES += web/http/libwebhttp.a
web_http_libwebhttp_a_SOURCES = \
	web/http/auth.c \
	web/http/auth.h \
	web/http/connections.c \
	web/http/connections.h \
	web/http/form_header.c \
	web/http/form_header.h \
	web/http/gzip.c \
	web/http/gzip.h \
	web/http/header.c \
	web/http/header.h \
	web/http/json_out.c \
	web/http/json_out.h \
	web/http/library_errors.c \
	web/http/library_errors.h \
	web/http/multipart.c \
	web/http/multipart.h \
	web/http/object_reply.c \
	web/http/object_reply.h \
	web/http/penalty.c \
	web/http/penalty.h \
	web/http/problem.c \
	web/http/problem.h \
	web/http/reply.c \
	web/http/reply.h \
	web/http/request.c \
	web/http/request.h \
	web/http/request_counts.c \
	web/http/request_counts.h \
	web/http/routes.c \
	web/http/routes.h \
	web/http/server.c \
	web/http/server.h \
	web/http/site.c \
	web/http/site.h \
	web/http/target.c \
	web/http/target.h \
	web/http/urlencoded.c \
	web/http/urlencoded.h \
	web/http/user_text.c \
	web/http/user_text.h
web_http_libwebhttp_a_CPPFLAGS = $(FARM_CPPFLAGS) $(MICROHTTPD_CFLAGS) $(CRYPTO_CFLAGS) $(ZLIB_CFLAGS) \
	-DABS_TOP_SRCDIR='"$(abs_top_srcdir)"' -DABS_TOP_BUILDDIR='"$(abs_top_builddir)"'
