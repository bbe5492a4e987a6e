/* static_files: serves the site's files unchanged, with an entity tag, compressed if the client
 * accepts that. */
#include "web/http/gzip.h"
#include "web/http/header.h"
#include "web/http/routes.h"
#include "web/http/server.h"
#include "web/http/site.h"

void handle_static(struct request *request)
{
	const struct site_file *file = site_find(request->server->site, request->path);
	if (!file) {
		reply_problem(request, PROBLEM_NOT_FOUND, "there is nothing at this path");
		return;
	}
	bool packed = gzip_suits(file->content_type) &&
		      gzip_is_accepted(request_header(request, "Accept-Encoding"));
	reply_header(request, "ETag",
		packed ? arena_printf(request->arena, "W/%s", file->etag) : file->etag);
	reply_header(request, "Cache-Control", "no-cache");
	reply_header(request, "Vary", "Accept-Encoding");
	struct buf body = BUF_EMPTY;
	if (packed) {
		reply_header(request, "Content-Encoding", "gzip");
		buf_append(&body, file->packed.data, file->packed.len);
	} else {
		buf_append(&body, file->data, file->len);
	}
	reply_body(request, 200, file->content_type, &body);
}
