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
	web/static/api.js \
	web/static/book.css \
	web/static/book.html \
	web/static/book.js \
	web/static/bookmarks.js \
	web/static/books.js \
	web/static/card.js \
	web/static/chapters.js \
	web/static/choice.js \
	web/static/controls.js \
	web/static/device.js \
	web/static/devicebox.js \
	web/static/dom.js \
	web/static/events_worker.js \
	web/static/farm.html \
	web/static/farm.js \
	web/static/files.js \
	web/static/respeak.js \
	web/static/voicesample.js \
	web/static/format.js \
	web/static/hls.LICENSE \
	web/static/hls.js \
	web/static/i18n.js \
	web/static/icon-192.png \
	web/static/icon-512.png \
	web/static/icon.svg \
	web/static/index.html \
	web/static/job.js \
	web/static/lead.js \
	web/static/leftout.js \
	web/static/library.js \
	web/static/listening.js \
	web/static/live.js \
	web/static/livesound.js \
	web/static/manifest.webmanifest \
	web/static/notify.js \
	web/static/openapi.json \
	web/static/pagemap.js \
	web/static/pageview.js \
	web/static/player.js \
	web/static/reader.js \
	web/static/sheet.js \
	web/static/sleep.js \
	web/static/storage.js \
	web/static/strings.js \
	web/static/style.css \
	web/static/textsearch.js \
	web/static/textview.js \
	web/static/timeline.js \
	web/static/transport.js \
	web/static/pronunciation.js \
	web/static/uploads.js \
	web/static/worker.js

# For those who read the scripts.
EXTRA_DIST += web/static/tsconfig.json web/static/types.d.ts
