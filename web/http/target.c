/* target: splits a request target into authority, path and query. */
#include "web/http/target.h"

#include <string.h>
#include <strings.h>

static const char *skip_scheme(const char *text)
{
	static const char *const schemes[] = { "http://", "https://" };
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		size_t len = strlen(schemes[i]);
		if (strncasecmp(text, schemes[i], len) == 0)
			return text + len;
	}
	return NULL;
}

static const char *without_base(const char *path, const char *base_path)
{
	size_t len = strlen(base_path);
	if (len > 0 && strncmp(path, base_path, len) == 0 &&
		(!path[len] || path[len] == '/' || path[len] == '?'))
		return path + len;
	return path;
}

struct target target_parse(const char *text, const char *base_path, struct arena *arena)
{
	struct target target = { .too_long = strlen(text) > TARGET_MAX };
	const char *rest = skip_scheme(text);
	if (rest) {
		size_t len = strcspn(rest, "/?");
		target.authority = arena_string_n(arena, rest, len < TARGET_MAX_PATH ? len : 0);
		rest += len;
		if (!*rest || *rest == '?') /* "http://host?x" means "/?x" */
			target.path = "/";
	} else {
		rest = text;
	}
	rest = without_base(rest, base_path);
	size_t len = strcspn(rest, "?");
	target.bad_path = len > TARGET_MAX_PATH || memchr(rest, '%', len);
	if (!target.path)
		target.path =
			arena_string_n(arena, rest, len > TARGET_MAX_PATH ? TARGET_MAX_PATH : len);
	if (rest[len] && !target.bad_path && !target.too_long)
		target.query = arena_string(arena, rest + len + 1);
	return target;
}
