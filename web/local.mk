# lectern-web and the page it serves. All but main is a library, for the tests.
noinst_LIBRARIES += web/libweb.a
web_libweb_a_SOURCES = \
	web/auth.c web/auth.h \
	web/backend.c web/backend.h \
	web/confine.c web/confine.h \
	web/connections.c web/connections.h \
	web/events_sse.c \
	web/farm.c web/farm.h \
	web/follow.c web/follow.h \
	web/form_header.c web/form_header.h \
	web/health.c \
	web/http_header.c web/http_header.h \
	web/idempotency.c web/idempotency.h \
	web/installed.c web/installed.h \
	web/installed_get.c \
	web/job_delete.c \
	web/job_files.c \
	web/job_json.c web/job_json.h \
	web/job_options.c web/job_options.h \
	web/job_retry.c \
	web/job_row.c web/job_row.h \
	web/job_table.c web/job_table.h \
	web/job_text.c \
	web/jobs.c web/jobs.h \
	web/jobs_admit.c \
	web/jobs_create.c \
	web/jobs_get.c \
	web/jobs_post.c web/jobs_post.h \
	web/json_out.c web/json_out.h \
	web/metrics.c web/metrics.h \
	web/metrics_broker.c \
	web/metrics_farm.c \
	web/metrics_text.c web/metrics_text.h \
	web/multipart.c web/multipart.h \
	web/object_reply.c web/object_reply.h \
	web/page_get.c \
	web/problem.c web/problem.h \
	web/recount.c web/recount.h \
	web/reply.c \
	web/request.c web/request.h \
	web/routes.c web/routes.h \
	web/sampler.c web/sampler.h \
	web/server.c web/server.h \
	web/site.c web/site.h \
	web/upload.c web/upload.h \
	web/urlencoded.c web/urlencoded.h \
	web/user_text.c web/user_text.h \
	web/workers_get.c
web_libweb_a_CPPFLAGS = $(FARM_CPPFLAGS) $(MICROHTTPD_CFLAGS) $(CRYPTO_CFLAGS) \
	-DABS_TOP_SRCDIR='"$(abs_top_srcdir)"' -DABS_TOP_BUILDDIR='"$(abs_top_builddir)"' \
	-DESPEAK_DATA_DIR='"'"`$(PKG_CONFIG) --variable=libdir espeak-ng`"'/espeak-ng-data"' \
	-DTESSDATA_DIR='"/usr/share/tesseract-ocr/5/tessdata"'
WEB_LIBS = web/libweb.a $(FARM_LIBS) $(MICROHTTPD_LIBS)

pkglibexec_PROGRAMS += web/lectern-web
web_lectern_web_SOURCES = web/web_main.c
web_lectern_web_CPPFLAGS = $(FARM_CPPFLAGS) $(MICROHTTPD_CFLAGS)
web_lectern_web_LDADD = $(WEB_LIBS)

dist_pkgdata_DATA += \
	web/static/app.js \
	web/static/card.js \
	web/static/dom.js \
	web/static/icon.svg \
	web/static/index.html \
	web/static/openapi.json \
	web/static/pagemap.js \
	web/static/player.js \
	web/static/style.css \
	web/static/uploads.js
