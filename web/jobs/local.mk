# libwebjobs: what can be asked of jobs.
noinst_LIBRARIES += web/jobs/libwebjobs.a
web_jobs_libwebjobs_a_SOURCES = \
	web/jobs/admit.c \
	web/jobs/audio_files.c \
	web/jobs/book.c \
	web/jobs/book_page.c \
	web/jobs/book_edit.c \
	web/jobs/book_store.c \
	web/jobs/book_store.h \
	web/jobs/create.c \
	web/jobs/delete.c \
	web/jobs/events_sse.c \
	web/jobs/feed.c \
	web/jobs/feed.h \
	web/jobs/feed_xml.c \
	web/jobs/feed_xml.h \
	web/jobs/files.c \
	web/jobs/idempotency.c \
	web/jobs/idempotency.h \
	web/jobs/index_page.c \
	web/jobs/jobs.c \
	web/jobs/jobs.h \
	web/jobs/json.c \
	web/jobs/json_body.c \
	web/jobs/json_body.h \
	web/jobs/json.h \
	web/jobs/list.c \
	web/jobs/listener.c \
	web/jobs/live.c \
	web/jobs/live.h \
	web/jobs/live_sound.c \
	web/jobs/live_sound.h \
	web/jobs/options.c \
	web/jobs/options.h \
	web/jobs/page_image.c \
	web/jobs/page_template.c \
	web/jobs/page_template.h \
	web/jobs/place.c \
	web/jobs/place.h \
	web/jobs/plain_job.c \
	web/jobs/plain_job.h \
	web/jobs/post.c \
	web/jobs/post.h \
	web/jobs/printed.c \
	web/jobs/printed.h \
	web/jobs/redo.c \
	web/jobs/redo.h \
	web/jobs/respeak.c \
	web/jobs/retry.c \
	web/jobs/static_files.c \
	web/jobs/text.c \
	web/jobs/timeline.c \
	web/jobs/timeline_json.c \
	web/jobs/timeline_json.h \
	web/jobs/upload.c \
	web/jobs/upload.h
web_jobs_libwebjobs_a_CPPFLAGS = $(FARM_CPPFLAGS) $(MICROHTTPD_CFLAGS) $(CRYPTO_CFLAGS)
