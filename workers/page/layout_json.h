/* layout_json: a layout as part of a larger JSON text. Internal to layout.c and neighbours.c. */
#ifndef LECTERN_WORKERS_PAGE_LAYOUT_JSON_H
#define LECTERN_WORKERS_PAGE_LAYOUT_JSON_H

#include "workers/page/layout.h"

#include <cjson/cJSON.h>

/* The caller frees it with cJSON_Delete(). */
cJSON *layout_to_json(const struct layout *layout);

/* Like layout_parse; `path` ends in a dot, or is "". */
int layout_from_json(const cJSON *object, const char *path, struct arena *arena,
	struct layout **ret_layout, struct err *err);

#endif
