# lectern-web and the page it serves. All but main is libraries, for the tests.
# The handlers and what they stand on know each other by the table of routes: one group.
WEB_LIBS = web/http/libwebhttp.a web/jobs/libwebjobs.a web/status/libwebstatus.a \
	web/http/libwebhttp.a web/state/libwebstate.a \
	$(VOICES_LIBS) $(TEXT_LIBS) $(FARM_LIBS) $(MICROHTTPD_LIBS) $(ZLIB_LIBS)

pkglibexec_PROGRAMS += web/lectern-web
web_lectern_web_SOURCES = web/main.c web/confine.c web/confine.h
web_lectern_web_CPPFLAGS = $(FARM_CPPFLAGS) $(MICROHTTPD_CFLAGS)
web_lectern_web_LDADD = $(WEB_LIBS)

dist_pkgdata_DATA += \
	web/static/app.js \
	web/static/card.js \
	web/static/dom.js \
	web/static/events_worker.js \
	web/static/live.js \
	web/static/icon.svg \
	web/static/index.html \
	web/static/openapi.json \
	web/static/pagemap.js \
	web/static/player.js \
	web/static/style.css \
	web/static/uploads.js
