/* routes: the table, and how a path is matched against it. */
#include "web/http/routes.h"

#include "common/base/buf.h"

#include <string.h>

const struct route routes[] = {
	{ "GET", "/", handle_page, NULL, false },
	{ "GET", "", handle_page, NULL, false }, /* the base path without a trailing slash */
	{ "GET", "/style.css", handle_static, NULL,
		true }, /* also used by the page that asks for a token */
	{ "GET", "/{}.js", handle_static, NULL, false },
	{ "GET", "/book.css", handle_static, NULL, false },
	{ "GET", "/farm", handle_static, NULL, false },
	{ "GET", "/books/{}", handle_book_page, NULL, false },
	{ "GET", "/icon.svg", handle_static, NULL, true },
	{ "GET", "/icon-{}.png", handle_static, NULL, true },
	{ "GET", "/manifest.webmanifest", handle_static, NULL, true },
	{ "GET", "/openapi.json", handle_static, NULL, false },
	{ "POST", "/jobs", handle_jobs_post, &jobs_post_body, false },
	{ "GET", "/jobs", handle_jobs_list, NULL, false },
	{ "GET", "/jobs/{}", handle_job, NULL, false },
	{ "PATCH", "/jobs/{}", handle_job_patch, &json_body, false },
	{ "DELETE", "/jobs/{}", handle_job_delete, NULL, false },
	{ "POST", "/jobs/{}/retry", handle_job_retry, NULL, false },
	{ "POST", "/jobs/{}/respeak", handle_job_respeak, &json_body, false },
	{ "GET", "/jobs/{}/events", handle_job_events, NULL, false },
	{ "GET", "/events", handle_events, NULL, false },
	{ "GET", "/jobs/{}/audio", handle_audio, NULL, false },
	{ "GET", "/jobs/{}/live.m3u8", handle_live, NULL, false },
	{ "GET", "/jobs/{}/live/{}.m4s", handle_live_segment, NULL, false },
	{ "GET", "/jobs/{}/pdf", handle_pdf, NULL, false },
	{ "GET", "/jobs/{}/files", handle_audio_files, NULL, false },
	{ "POST", "/jobs/{}/files", handle_audio_file_post, &json_body, false },
	{ "GET", "/jobs/{}/files/{}", handle_audio_file, NULL, false },
	{ "GET", "/jobs/{}/text", handle_text, NULL, false },
	{ "GET", "/jobs/{}/said", handle_said, NULL, false },
	{ "GET", "/jobs/{}/book.json", handle_book, NULL, false },
	{ "GET", "/jobs/{}/chapters.vtt", handle_chapters, NULL, false },
	{ "GET", "/jobs/{}/cover", handle_cover, NULL, false },
	{ "GET", "/jobs/{}/timeline.json", handle_timeline, NULL, false },
	{ "GET", "/jobs/{}/captions.vtt", handle_captions_vtt, NULL, false },
	{ "GET", "/jobs/{}/captions.srt", handle_captions_srt, NULL, false },
	{ "GET", "/jobs/{}/pages/{}.png", handle_page_png, NULL, false },
	{ "GET", "/jobs/{}/pages/{}.timeline.json", handle_page_timeline, NULL, false },
	{ "GET", "/jobs/{}/pages/{}.webp", handle_page_webp, NULL, false },
	{ "GET", "/jobs/{}/pages/{}.said.txt", handle_page_said, NULL, false },
	{ "GET", "/jobs/{}/pages/{}.txt", handle_page_txt, NULL, false },
	{ "GET", "/jobs/{}/pages/{}.dropped.json", handle_page_dropped, NULL, false },
	{ "GET", "/jobs/{}/pages/{}.wav", handle_page_wav, NULL, false },
	{ "GET", "/jobs/{}/position", handle_position, NULL, false },
	{ "PUT", "/jobs/{}/position", handle_position_put, &json_body, false },
	{ "GET", "/jobs/{}/bookmarks", handle_bookmarks, NULL, false },
	{ "PUT", "/jobs/{}/bookmarks", handle_bookmarks_put, &json_body, false },
	{ "GET", "/feed", handle_feed_address, NULL, false },
	{ "GET", "/feed/{}.xml", handle_feed, NULL, true },
	{ "GET", "/feed/{}/{}.m4b", handle_feed_m4b, NULL, true },
	{ "GET", "/feed/{}/{}.mp3", handle_feed_mp3, NULL, true },
	{ "GET", "/feed/{}/{}.jpg", handle_feed_cover, NULL, true },
	{ "GET", "/feed/{}/{}.chapters.json", handle_feed_chapters, NULL, true },
	{ "POST", "/pronunciation", handle_pronunciation, &json_body, false },
	{ "POST", "/pronunciation/sample", handle_pronunciation_sample, &json_body, false },
	{ "GET", "/workers", handle_workers, NULL, false },
	{ "GET", "/languages", handle_languages, NULL, false },
	{ "GET", "/voices", handle_voices, NULL, false },
	{ "GET", "/voices/{}/sample.wav", handle_voice_sample, NULL, false },
	{ "GET", "/metrics", handle_metrics, NULL, false },
	{ "GET", "/healthz", handle_healthz, NULL, true },
	{ "GET", "/readyz", handle_readyz, NULL, true },
	{ "GET", "/readyz/web", handle_readyz_web, NULL, true },
};

const size_t route_count = sizeof routes / sizeof *routes;

bool routes_match(const char *pattern, const char *path, struct arena *arena,
	const char *params[REQUEST_MAX_PARAMS])
{
	size_t count = 0;
	while (*pattern) {
		if (strncmp(pattern, "{}", 2) != 0) {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		pattern += 2;
		/* A parameter ends at the next slash or, if an extension follows, at the dot. */
		size_t len = strcspn(path, *pattern == '.' ? "/." : "/");
		if (len == 0)
			return false;
		params[count++] = arena_string_n(arena, path, len);
		path += len;
	}
	return !*path;
}

/* HEAD is handled like GET; libmicrohttpd omits the body. */
static bool same_method(const struct route *route, const char *method)
{
	return strcmp(route->method, method) == 0 ||
	       (strcmp(route->method, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

static void refuse_method(struct request *request, struct buf *allow)
{
	buf_append_string(allow, "OPTIONS");
	reply_header(request, "Allow", allow->data);
	if (strcmp(request->method, "OPTIONS") == 0)
		reply_empty(request, 204);
	else
		reply_problem(request, PROBLEM_METHOD_NOT_ALLOWED, "allowed here: %s", allow->data);
}

const struct route *routes_find(struct request *request)
{
	const struct route *found = NULL;
	struct buf allow = BUF_EMPTY;
	for (size_t i = 0; i < route_count && !request->bad_path && !found; i++) {
		const char *params[REQUEST_MAX_PARAMS] = { NULL, NULL };
		if (!routes_match(routes[i].pattern, request->path, request->arena, params))
			continue;
		if (same_method(&routes[i], request->method)) {
			memcpy(request->params, params, sizeof params);
			found = &routes[i];
		}
		buf_printf(&allow, "%s, ", routes[i].method);
		if (strcmp(routes[i].method, "GET") == 0)
			buf_append_string(&allow, "HEAD, ");
	}
	if (!found && allow.len > 0)
		refuse_method(request, &allow);
	else if (!found)
		reply_problem(request, PROBLEM_NOT_FOUND, "there is nothing at this path");
	buf_free(&allow);
	return found;
}
