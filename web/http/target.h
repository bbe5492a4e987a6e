/* target: splits a request target (RFC 9112 section 3.2) before any of it is decoded. */
#ifndef LECTERN_WEB_HTTP_TARGET_H
#define LECTERN_WEB_HTTP_TARGET_H

#include "common/base/arena.h"

#include <stdbool.h>

enum {
	TARGET_MAX_PATH = 256, /* longer than any valid path */
	TARGET_MAX = 8 * 1024,
};

struct target {
	const char
		*authority; /* of a target in absolute form ("http://host:port/jobs"), else NULL */
	const char *path;   /* without the base path, still encoded, cut at TARGET_MAX_PATH */
	const char *query;  /* without '?', still encoded; or NULL */
	bool too_long;
	bool bad_path; /* longer than any valid path, or contains an escape */
};

/* `base_path` ("/lectern", or "") is removed if the path begins with it: a proxy in front may or
 * may not have stripped it. "/lectern" itself becomes "". Strings are in the arena. */
struct target target_parse(const char *text, const char *base_path, struct arena *arena);

#endif
