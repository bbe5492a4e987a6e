/* target: what a request asks for (RFC 9112 section 3.2), before anything of it is decoded. */
#ifndef LECTERN_WEB_HTTP_TARGET_H
#define LECTERN_WEB_HTTP_TARGET_H

#include "common/base/arena.h"

#include <stdbool.h>

enum {
	TARGET_MAX_PATH = 256, /* longer than any of ours */
	TARGET_MAX = 8 * 1024,
};

struct target {
	const char *authority; /* of an absolute target ("http://host:port/jobs"); NULL */
	const char *path;      /* without the base path, still encoded, cut at TARGET_MAX_PATH */
	const char *query;     /* without '?', still encoded; NULL */
	bool too_long;
	bool bad_path; /* longer than any of ours, or with an escape */
};

/* `base_path` ("/lectern", or "") is taken off where it stands: a proxy in front may have kept it
 * or not. "/lectern" itself becomes "". */
struct target target_parse(const char *text, const char *base_path, struct arena *arena);

#endif
