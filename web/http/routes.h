/* routes: the table of all endpoints. */
#ifndef LECTERN_WEB_HTTP_ROUTES_H
#define LECTERN_WEB_HTTP_ROUTES_H

#include "web/http/request.h"

#include <stdbool.h>
#include <stddef.h>

/* Called while a body arrives. Any of them may make a reply, which stops the reading. */
struct body_functions {
	void (*begin)(struct request *request);
	void (*data)(struct request *request, const void *data, size_t len);
	/* Always called in the end if begin() was: frees request->upload. */
	void (*drop)(struct request *request);
};

struct route {
	const char *method;  /* GET includes HEAD */
	const char *pattern; /* {} matches one or more characters other than '/' */
	void (*handle)(struct request *request); /* the request is complete: make the reply */
	const struct body_functions *body;       /* NULL: a body is read and discarded */
	bool open;                               /* no token required */
};

extern const struct route routes[];
extern const size_t route_count;

/* The route for method and path, with its parameters in request->params. NULL: the reply (404,
 * 405, or to OPTIONS) has been made. */
const struct route *routes_find(struct request *request);

/* Whether the path matches the pattern; parameters are copied into the arena. Public for the
 * test. */
bool routes_match(const char *pattern, const char *path, struct arena *arena,
	const char *params[REQUEST_MAX_PARAMS]);

/* ---- handlers ---- */

extern const struct body_functions jobs_post_body, json_body;

void handle_page(struct request *request);
void handle_book_page(struct request *request);
void handle_static(struct request *request);
void handle_jobs_post(struct request *request);
void handle_jobs_list(struct request *request);
void handle_job(struct request *request);
void handle_job_patch(struct request *request);
void handle_job_delete(struct request *request);
void handle_job_retry(struct request *request);
void handle_job_respeak(struct request *request);
void handle_job_events(struct request *request);
void handle_events(struct request *request);
void handle_audio(struct request *request);
void handle_live(struct request *request);
void handle_live_segment(struct request *request);
void handle_pdf(struct request *request);
void handle_audio_files(struct request *request);
void handle_audio_file(struct request *request);
void handle_audio_file_post(struct request *request);
void handle_pronunciation(struct request *request);
void handle_pronunciation_sample(struct request *request);
void handle_text(struct request *request);
void handle_said(struct request *request);
void handle_page_png(struct request *request);
void handle_page_timeline(struct request *request);
void handle_page_webp(struct request *request);
void handle_page_txt(struct request *request);
void handle_page_said(struct request *request);
void handle_page_dropped(struct request *request);
void handle_page_wav(struct request *request);
void handle_book(struct request *request);
void handle_chapters(struct request *request);
void handle_cover(struct request *request);
void handle_timeline(struct request *request);
void handle_captions_vtt(struct request *request);
void handle_captions_srt(struct request *request);
void handle_position(struct request *request);
void handle_position_put(struct request *request);
void handle_bookmarks(struct request *request);
void handle_bookmarks_put(struct request *request);
void handle_feed_address(struct request *request);
void handle_feed(struct request *request);
void handle_feed_m4b(struct request *request);
void handle_feed_mp3(struct request *request);
void handle_feed_cover(struct request *request);
void handle_feed_chapters(struct request *request);
void handle_workers(struct request *request);
void handle_languages(struct request *request);
void handle_voices(struct request *request);
void handle_voice_sample(struct request *request);
void handle_metrics(struct request *request);
void handle_healthz(struct request *request);
void handle_readyz(struct request *request);
void handle_readyz_web(struct request *request);

#endif
